# The one image of web, worker, beat and migrate. The Python version is the one that the tests run on.
FROM python:3.11-slim-bookworm AS build
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements/base.txt /requirements.txt
RUN pip install --quiet --no-cache-dir --disable-pip-version-check \
    --require-hashes --no-deps --only-binary=:all: -r /requirements.txt
WORKDIR /app
COPY . .
# Settings fail closed, so collecting needs values; these are thrown away with this one command.
RUN DJANGO_ENV=production SECRET_KEY=build FIELD_ENCRYPTION_KEYS=YnVpbGQtYnVpbGQtYnVpbGQtYnVpbGQtYnVpbGQtYi0= \
    DATABASE_URL=postgresql:///build REDIS_URL=redis:///build SITE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
    EMAIL_URL=smtp://build.invalid DEFAULT_FROM_EMAIL=build@build.invalid SCHOOL_NAME=build SCHOOL_PHONE=0 \
    python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q .

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_ENV=production
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin school \
    && install --directory --owner=school --group=school /app/var
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["python", "scripts/healthcheck.py"]
CMD ["sh", "scripts/serve.sh"]
