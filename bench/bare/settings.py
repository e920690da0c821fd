"""What `django-admin startproject` writes, with our database, pool and time zone; its tables lie in a schema `bare`."""

import os

from school import databases

SECRET_KEY = "bare-bare-bare-bare-bare-bare-bare-bare-bare-bare-bare-bare"  # noqa: S105 - nothing secret is behind it
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "bench.bare",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bench.bare.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
DATABASES = {"default": databases.from_url(os.environ["DATABASE_URL"])}
DATABASES["default"]["OPTIONS"]["options"] += " -c search_path=bare"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ, TIME_ZONE = True, "Asia/Ho_Chi_Minh"
