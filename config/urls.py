"""Every address of the product, on one page."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from config import health, styleguide
from employees.views import accounts, credentials, disputes, gap_search, gaps, my_path, notices, people, role_comments, routes
from pathways.views import compare, families, roles, suggestions
from promotions.views import mobility, nightly

urlpatterns: list[URLPattern | URLResolver] = [
    # An employee's own way
    path("", my_path.my_path, name="my-path"),
    path("families/", families.families, name="families"),
    path("families/<slug:slug>/", families.family, name="family"),
    path("roles/", roles.roles, name="roles"),
    path("roles/roles.csv", roles.roles_file, name="roles-file"),
    path("roles/compare/", compare.compare_roles, name="compare-roles"),
    path("roles/suggestions/", suggestions.suggestions, name="role-suggestions"),
    path("roles/<slug:slug>/", roles.role, name="role"),
    path("roles/<slug:slug>/comments/", role_comments.role_comments, name="role-comments"),
    path("gap/", gap_search.find_my_gap, name="gap"),
    path("roles/<slug:slug>/gap/", gaps.my_gap, name="my-gap"),
    path("routes/", routes.routes, name="routes"),
    path("roles/<slug:slug>/gap/<slug:key>/dispute/", gaps.dispute_input, name="dispute-input"),
    path("me/credentials/", credentials.my_credentials, name="my-credentials"),
    path("me/notices/", notices.notices, name="my-notices"),
    path("me/notices/read/", notices.read, name="my-notices-read"),
    # People the reader may see
    path("people/", people.people, name="people"),
    path("people/people.csv", people.people_file, name="people-file"),
    path("people/<int:employee_id>/", my_path.person, name="person"),
    path("people/<int:employee_id>/roles/", gap_search.find_person_gap, name="person-gaps"),
    path("people/<int:employee_id>/roles/<slug:slug>/", gaps.person_gap, name="person-gap"),
    path("comments/", role_comments.comments, name="comments"),
    path("comments/<int:comment_id>/answer/", role_comments.answer, name="role-comment-answer"),
    path("comments/<int:comment_id>/take-back/", role_comments.take_back, name="role-comment-take-back"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/disputes.csv", disputes.disputes_file, name="disputes-file"),
    path("disputes/<int:dispute_id>/", disputes.dispute, name="dispute"),
    path("disputes/<int:dispute_id>/<slug:step>/", disputes.dispute_step, name="dispute-step"),
    # HR and administrators
    path("hr/", mobility.hr, name="hr"),
    path("hr/mobility/", mobility.mobility, name="hr-mobility"),
    path("hr/mobility/table.csv", mobility.mobility_table, name="hr-mobility-table"),
    path("hr/mobility/trend.csv", mobility.mobility_trend, name="hr-mobility-trend"),
    path("hr/nightly/", nightly.nightly, name="hr-nightly"),
    path("hr/nightly/run/", nightly.run_now, name="hr-nightly-run"),
    path("hr/nightly/<int:run_id>/cancel/", nightly.cancel, name="hr-nightly-cancel"),
    # The framework's tables
    path("admin/", admin.site.urls),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    # Doors
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    # Machines
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
