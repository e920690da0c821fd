"""All settings but allauth's own. Production fails closed: what is missing stops the start and is named."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pghistory
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from school import admin_theme, databases, env, logs, sign_in
from school.account_settings import *  # noqa: F403 - settings too, of allauth alone
from school.account_settings import GOOGLE_ORIGINS
from school.room_settings import *  # noqa: F403 - settings too, of rooms alone

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()
PRODUCTION = env.PRODUCTION
DEBUG = False  # not even in development: an error page there must be the one that users get

# ---- Who we are, where we are reached ----
SCHOOL_NAME = env.required("SCHOOL_NAME", "Phím Ngà")
SCHOOL_PHONE = env.required("SCHOOL_PHONE", "02838001234")
SITE_URL = env.required("SITE_URL", f"http://localhost:{env.text('PORT', '8000')}").rstrip("/")
LARK_BASE_URL = env.text("LARK_BASE_URL", "https://open.larksuite.com").rstrip("/")
env.only_https(SITE_URL, LARK_BASE_URL)
env.no_wildcard("FORWARDED_ALLOW_IPS")
# Seconds for one whole call to Lark; a sender's lease lasts six times as long.
LARK_TIMEOUT_S = float(env.text("LARK_TIMEOUT_S", "10"))
LARK_LIMITS = env.guard("LARK_LIMITS", "documented")
SPAM_CHECKS = env.guard("SPAM_CHECKS", "on")

# ---- Secrets ----
SECRET_KEY = env.secret("SECRET_KEY", "development-only-not-a-secret-not-a-secret-not-a-secret-not-a-secret")
SECRET_KEY_FALLBACKS = env.items(env.text("SECRET_KEY_FALLBACKS"))
FIELD_ENCRYPTION_KEYS = env.items(env.secret("FIELD_ENCRYPTION_KEYS", "ZGV2ZWxvcG1lbnQtb25seS1ub3QtYS1zZWNyZXQhISE="))

# Whoever scrapes /metrics from another machine shows this; empty: this machine only.
METRICS_TOKEN = env.text("METRICS_TOKEN")

# ---- Applications ----
INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "school.staticfiles.StaticFiles",
    "channels",
    "csp",
    "django_htmx",
    "phonenumber_field",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.mfa",
    "allauth.usersessions",
    "hijack",
    "school",
    "accounts",
    "catalog",
    "forms_intake",
    "rooms",
]

MIDDLEWARE = [
    "school.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # BREACH: tokens are masked anew in each page, lengths blurred at random
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "catalog.api.doorway.doorway",
    "school.middleware.preferences",
    "school.middleware.no_nul",
    "school.middleware.unavailable",
    "csp.middleware.CSPMiddleware",
    "school.middleware.admin_csp",
    "school.middleware.features",
    "accounts.sessions.cookie.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.impersonation.reader",
    "accounts.gate.Gate",
    "accounts.second_factor.enforcement.Enforcement",
    "accounts.middleware.profile_preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sessions.tracking.track",
    "accounts.audit.AuditMiddleware",
    "accounts.signing.mail.page_for_lost_mail",
]

ROOT_URLCONF, ASGI_APPLICATION = "school.urls", "school.asgi.application"
CSRF_FAILURE_VIEW = "school.pages.csrf_failure"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "school.context.site",
            ],
        },
    },
]

# ---- Stores: PostgreSQL is the only truth; losing Redis loses nothing ----
DATABASES = {"default": databases.from_url(env.required("DATABASE_URL", "postgresql:///school"))}
REDIS_URL = env.required("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Rate limits live there: a full table would forget them.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # Pub/sub knows no database numbers, so two systems on one Redis are told apart by the prefix.
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_connect_timeout": 1}],
            "prefix": f"school{urlsplit(REDIS_URL).path}",
        },
    }
}

# ---- Celery: only wake-ups; what is due stands in PostgreSQL ----
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "visibility_timeout": 3600}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_DISABLE_PREFETCH = True  # what a busy worker has taken could not be overtaken by a sweep
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"

# ---- People ----
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "school.session_store"
AUTHENTICATION_BACKENDS = ["accounts.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.signing.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.signing.passwords.NotCommon"},
    {"NAME": "accounts.signing.passwords.NotLikeThePerson"},
]
LOGIN_REDIRECT_URL = "/"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES, MFA_FORMS = ["totp", "webauthn", "recovery_codes"], sign_in.SECOND_FACTOR_FORMS
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, MFA_TOTP_ISSUER = not PRODUCTION, SCHOOL_NAME
# One step of 30 seconds earlier or later: the clocks of phones.
MFA_TOTP_TOLERANCE = 1
# Days in which administrators and office staff must set up a second factor; after them they can do nothing else.
MFA_GRACE_DAYS = int(env.text("MFA_GRACE_DAYS", "14"))
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = True
HIJACK_PERMISSION_CHECK = "accounts.access.may_impersonate"
HIJACK_INSERT_BEFORE = None  # the banner is in our own templates
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.required("DEFAULT_FROM_EMAIL", "Phím Ngà <no-reply@localhost>")
# The console would show codes, so production must name a mail server.
if email_url := env.required("EMAIL_URL"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _mail = urlsplit(email_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS, EMAIL_TIMEOUT = _mail.scheme == "smtp+tls", 10

# ---- History: written by database triggers, so bulk and raw SQL are in it too ----
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_BASE_MODEL = "school.models.Event"

# ---- Language, time ----
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["school.formats"]
PHONENUMBER_DEFAULT_REGION = "VN"
PHONENUMBER_DB_FORMAT = "E164"

# ---- Files ----
STATIC_URL = "/static/"
# Elsewhere files are served from where they lie; WhiteNoise warns about a folder that is not there.
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "media"}},
    "staticfiles": {
        "BACKEND": "school.storage.StaticStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FIELDS = 256 * 1024, 300

# ---- Security ----
ALLOWED_HOSTS = env.items(env.required("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]"))
CSRF_TRUSTED_ORIGINS = env.items(env.text("CSRF_TRUSTED_ORIGINS"))
API_CORS_ORIGINS = env.origins("API_CORS_ORIGINS")
API_LIMIT_PER_MINUTE = env.at_least_one("API_LIMIT_PER_MINUTE", "600")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
_csp: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    # Safari before 15.4 does not count a WebSocket as 'self'.
    "connect-src": [SELF, SITE_URL.replace("http", "ws", 1)],
    "form-action": [SELF, *GOOGLE_ORIGINS],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "manifest-src": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _csp}
# The admin (django-unfold) is built with Alpine, which compiles its attributes; only signed-in staff load it.
ADMIN_CSP = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]}

# ---- Admin, logs ----
UNFOLD = admin_theme.unfold(SCHOOL_NAME)
LOGGING = logs.config(env.text("LOG_LEVEL", "INFO"), as_json=PRODUCTION)
