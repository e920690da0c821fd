"""The root of all addresses (design.md, section 6)."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from school import pages

# Staff sign in at one place, so that rate limits and second factors hold for the admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's documented way

urlpatterns = [
    path("", pages.home, name="home"),
    path("preferences/", pages.preferences, name="preferences"),
    path("too-large/", pages.too_large, name="too_large"),
    path("busy/", pages.busy, name="busy"),
    path("privacy/", pages.privacy, name="privacy"),
    path("privacy/<int:version>/", pages.privacy, name="privacy_version"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("", include("rooms.urls")),
    path("phieu/", include("forms_intake.urls")),
    path("inbox/", include("forms_intake.inbox.urls")),
    path("dashboard/", include("forms_intake.dashboard.urls")),
    path("", include("forms_intake.lark_urls")),
    path("accounts/", include("accounts.urls")),
    # Before allauth's own, whose names and paths it keeps.
    path("accounts/", include("accounts.signing.urls")),
    path("accounts/", include("allauth.urls")),
    path("hijack/", include("accounts.hijack_urls")),
    path("notices/", include("forms_intake.notices.urls")),
    path("api/v1/", include("catalog.api.urls")),
    path("admin/history/", include("accounts.history.urls")),
    path("admin/", admin.site.urls),
    path("", include("school.health.urls")),
]

handler400 = "school.pages.bad_request"
handler403 = "school.pages.permission_denied"
handler404 = "school.pages.page_not_found"
handler429 = "school.pages.too_many_requests"
handler500 = "school.pages.server_error"
