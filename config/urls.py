"""Every address of the product, on one page."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from config import api_docs, health, styleguide
from employees.api import comments as api_comments
from employees.api import credentials as api_credentials
from employees.api import disputes as api_disputes
from employees.api import me as api_me
from employees.api import notices as api_notices
from employees.api import people as api_people
from employees.api import routes as api_routes
from employees.api import team as api_team
from employees.views import (
    account_list,
    accounts,
    aspirations,
    confirming,
    credentials,
    delegations,
    demographics,
    directory,
    disputes,
    forgotten,
    gap_search,
    gaps,
    identity_providers,
    invitations,
    my_path,
    notices,
    own_sign_in,
    people,
    record,
    role_comments,
    routes,
    scim,
    second_factor,
    team,
    tokens,
    trail,
    webhooks,
)
from pathways.api import families as api_families
from pathways.api import roles as api_roles
from pathways.views import compare, families, roles, suggestions
from promotions.api import mobility as api_mobility
from promotions.api import nightly as api_nightly
from promotions.api import policy as api_policy
from promotions.views import audits, mobility, my_data, nightly

urlpatterns: list[URLPattern | URLResolver] = [
    # An employee's own way
    path("", my_path.my_path, name="my-path"),
    path("families/", families.families, name="families"),
    path("families/<slug:slug>/", families.family, name="family"),
    path("families/<slug:slug>/moves.csv", families.family_moves_file, name="family-moves-file"),
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
    path("me/aspirations/", aspirations.aspirations, name="aspirations"),
    path("me/aspirations/<int:aspiration_id>/<slug:step>/", aspirations.aspiration_step, name="aspiration-step"),
    path("roles/<slug:slug>/aspire/", aspirations.aspire, name="aspire"),
    path("me/credentials/", credentials.my_credentials, name="my-credentials"),
    path("me/tokens/", tokens.my_tokens, name="my-tokens"),
    path("me/tokens/<int:token_id>/revoke/", tokens.revoke_token, name="my-token-revoke"),
    path("me/demographics/", demographics.my_demographics, name="my-demographics"),
    path("me/demographics/withdraw/", demographics.withdraw, name="my-demographics-withdraw"),
    path("me/data/", my_data.my_data, name="my-data"),
    path("me/data/download/", my_data.download, name="my-data-download"),
    path("me/notices/", notices.notices, name="my-notices"),
    path("me/notices/read/", notices.read, name="my-notices-read"),
    # People the reader may see
    path("team/", team.team, name="team"),
    path("team/team.csv", team.team_file, name="team-file"),
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
    # Who saw and did what, and who stands in for whom
    path("me/record/", record.my_record, name="my-record"),
    path("me/delegations/", delegations.delegations, name="my-delegations"),
    path("me/delegations/<int:delegation_id>/end/", delegations.end, name="delegation-end"),
    path("hr/trail/", trail.trail, name="hr-trail"),
    path("hr/trail/trail.csv", trail.trail_file, name="hr-trail-file"),
    # HR and administrators
    path("hr/", mobility.hr, name="hr"),
    path("hr/mobility/", mobility.mobility, name="hr-mobility"),
    path("hr/mobility/table.csv", mobility.mobility_table, name="hr-mobility-table"),
    path("hr/mobility/trend.csv", mobility.mobility_trend, name="hr-mobility-trend"),
    path("hr/audits/", audits.audits, name="hr-audits"),
    path("hr/audits/ask/", audits.ask, name="hr-audits-ask"),
    path("hr/audits/<int:audit_id>/", audits.audit, name="hr-audit"),
    path("hr/audits/<int:audit_id>/groups.csv", audits.audit_table, name="hr-audit-table"),
    path("hr/nightly/", nightly.nightly, name="hr-nightly"),
    path("hr/nightly/run/", nightly.run_now, name="hr-nightly-run"),
    path("hr/nightly/<int:run_id>/cancel/", nightly.cancel, name="hr-nightly-cancel"),
    path("hr/integrations/", webhooks.webhooks, name="hr-webhooks"),
    path("hr/integrations/directory/", directory.directory, name="hr-directory"),
    path("hr/integrations/directory/<int:group_id>/", directory.directory_group, name="hr-directory-group"),
    path("hr/integrations/directory/<int:group_id>/<int:duty_id>/stop/", directory.stop_entrusting, name="hr-directory-stop"),
    path("hr/integrations/webhooks/new/", webhooks.new_webhook, name="hr-webhook-new"),
    path("hr/integrations/webhooks/<int:webhook_id>/", webhooks.webhook, name="hr-webhook"),
    path("hr/integrations/webhooks/<int:webhook_id>/change/", webhooks.change_webhook, name="hr-webhook-change"),
    path("hr/integrations/webhooks/<int:webhook_id>/<slug:step>/", webhooks.webhook_step, name="hr-webhook-step"),
    path("hr/integrations/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/again/", webhooks.replay, name="hr-delivery-again"),
    # The framework's tables
    path("admin/", admin.site.urls),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    # The API: the same, for programs
    path("api/docs/", api_docs.documentation, name="api-docs"),
    path("api/schema/", api_docs.Schema.as_view(), name="api-schema"),
    path("api/v1/me/", api_me.Me.as_view(), name="api-me"),
    path("api/v1/me/path/", api_me.MyPath.as_view(), name="api-my-path"),
    path("api/v1/me/gaps/<slug:slug>/", api_me.MyGap.as_view(), name="api-my-gap"),
    path("api/v1/me/credentials/", api_credentials.MyCredentials.as_view(), name="api-my-credentials"),
    path("api/v1/me/notices/", api_notices.MyNotices.as_view(), name="api-my-notices"),
    path("api/v1/me/notices/read/", api_notices.MyNoticesRead.as_view(), name="api-my-notices-read"),
    path("api/v1/me/notices/<int:notice_id>/", api_notices.MyNotice.as_view(), name="api-my-notice"),
    path("api/v1/me/disputes/", api_disputes.MyDisputes.as_view(), name="api-my-disputes"),
    path("api/v1/me/disputes/<int:dispute_id>/", api_disputes.MyDispute.as_view(), name="api-my-dispute"),
    path("api/v1/me/disputes/<int:dispute_id>/steps/", api_disputes.MyDisputeSteps.as_view(), name="api-my-dispute-steps"),
    path("api/v1/disputes/", api_disputes.Disputes.as_view(), name="api-disputes"),
    path("api/v1/disputes/<int:dispute_id>/", api_disputes.OneDispute.as_view(), name="api-dispute"),
    path("api/v1/disputes/<int:dispute_id>/steps/", api_disputes.DisputeSteps.as_view(), name="api-dispute-steps"),
    path("api/v1/people/", api_people.People.as_view(), name="api-people"),
    path("api/v1/team/", api_team.Team.as_view(), name="api-team"),
    path("api/v1/people/<int:employee_id>/", api_people.Person.as_view(), name="api-person"),
    path("api/v1/people/<int:employee_id>/gaps/<slug:slug>/", api_people.PersonGap.as_view(), name="api-person-gap"),
    path("api/v1/families/", api_families.Families.as_view(), name="api-families"),
    path("api/v1/families/<slug:slug>/", api_families.Family.as_view(), name="api-family"),
    path("api/v1/roles/", api_roles.Roles.as_view(), name="api-roles"),
    path("api/v1/roles/compare/", api_roles.Comparison.as_view(), name="api-compare-roles"),
    path("api/v1/roles/suggestions/", api_roles.RoleSuggestions.as_view(), name="api-role-suggestions"),
    path("api/v1/roles/<slug:slug>/", api_roles.Role.as_view(), name="api-role"),
    path("api/v1/roles/<slug:slug>/comments/", api_comments.RoleComments.as_view(), name="api-role-comments"),
    path("api/v1/routes/", api_routes.Routes.as_view(), name="api-routes"),
    path("api/v1/comments/", api_comments.Comments.as_view(), name="api-comments"),
    path("api/v1/comments/<int:comment_id>/", api_comments.Comment.as_view(), name="api-comment"),
    path("api/v1/comments/<int:comment_id>/answers/", api_comments.CommentAnswers.as_view(), name="api-comment-answers"),
    path("api/v1/mobility/", api_mobility.Mobility.as_view(), name="api-mobility"),
    path("api/v1/nightly-runs/", api_nightly.NightlyRuns.as_view(), name="api-nightly-runs"),
    path("api/v1/nightly-runs/<int:run_id>/", api_nightly.OneRun.as_view(), name="api-nightly-run"),
    path("api/v1/nightly-runs/<int:run_id>/cancel/", api_nightly.CancelRun.as_view(), name="api-nightly-run-cancel"),
    path("api/v1/policy-versions/", api_policy.PolicyVersions.as_view(), name="api-policy-versions"),
    path("api/v1/policy-versions/<int:number>/", api_policy.OnePolicyVersion.as_view(), name="api-policy-version"),
    # Doors
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-in/", accounts.sign_in, name="account_login"),  # as allauth calls it
    path("sign-in/code/", accounts.sign_in_code, name="mfa_authenticate"),  # as allauth calls it
    path("sign-in/forgotten/", forgotten.forgotten, name="forgotten"),
    path("sign-in/password/<str:uid>/<str:token>/", forgotten.set_password, name="set-password"),
    path("sign-in/invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("sign-in/oidc/", identity_providers.openid_start, name="sign-in-oidc"),
    path("sign-in/oidc/callback/", identity_providers.openid_callback, name="sign-in-oidc-callback"),
    path("sign-in/saml/", identity_providers.saml_start, name="sign-in-saml"),
    path("sign-in/saml/acs/", identity_providers.saml_acs, name="sign-in-saml-acs"),
    path("sign-in/saml/finish/", identity_providers.saml_finish, name="sign-in-saml-finish"),
    path("sign-in/saml/metadata/", identity_providers.saml_metadata, name="sign-in-saml-metadata"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("confirm/", confirming.confirm, name="confirm"),
    path("me/sign-in/", own_sign_in.my_sign_in, name="my-sign-in"),
    path("me/sign-in/end/", own_sign_in.end_session, name="end-session"),
    path("me/sign-in/end-all/", own_sign_in.sign_out_everywhere, name="sign-out-everywhere"),
    path("me/sign-in/password/", own_sign_in.my_password, name="my-password"),
    path("me/sign-in/second-factor/", second_factor.second_factor, name="second-factor"),
    path("me/sign-in/second-factor/codes/", second_factor.recovery_codes, name="recovery-codes"),
    path("me/sign-in/second-factor/off/", second_factor.second_factor_off, name="second-factor-off"),
    # Who may sign in
    path("accounts/", account_list.account_list, name="accounts"),
    path("accounts/invite/", account_list.invite, name="invite"),
    path("accounts/<int:account_id>/", account_list.account, name="account"),
    path("accounts/<int:account_id>/<slug:step>/", account_list.account_step, name="account-step"),
    # The company's directory
    path("scim/v2/ServiceProviderConfig", scim.service_provider_config, name="scim-config"),
    path("scim/v2/ResourceTypes", scim.resource_types, name="scim-resource-types"),
    path("scim/v2/ResourceTypes/<str:name>", scim.resource_type, name="scim-resource-type"),
    path("scim/v2/Schemas", scim.schemas, name="scim-schemas"),
    path("scim/v2/Schemas/<str:urn>", scim.schema, name="scim-schema"),
    path("scim/v2/Users", scim.user_list, name="scim-users"),
    path("scim/v2/Users/<str:number>", scim.user, name="scim-user"),
    path("scim/v2/Groups", scim.group_list, name="scim-groups"),
    path("scim/v2/Groups/<str:number>", scim.group, name="scim-group"),
    path("scim/v2/<path:rest>", scim.nowhere, name="scim-nowhere"),
    # Machines
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "config.rest.problems.bad_request"
handler403 = "config.rest.problems.forbidden"
handler404 = "config.rest.problems.not_found"
handler500 = "config.rest.problems.fault"
