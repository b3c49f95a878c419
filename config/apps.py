"""Puts our own site behind `django.contrib.admin`."""

from django.contrib.admin.apps import AdminConfig


class FrameworkAdmin(AdminConfig):
    default_site = "config.admin_site.FrameworkSite"
