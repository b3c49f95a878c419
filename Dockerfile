# One image for web, worker, beat and migrate: docker-compose.yml says which command each runs.
FROM python:3.11-slim AS packages
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATHWAYS_ENV=production
# Pango and a font: what draws a page as a PDF. Without them the pages say nothing of PDFs.
RUN apt-get update && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home pathways && install --directory --owner pathways /app/var
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
# The settings want every address before they start; collecting files uses none of them, and nothing of this line stays in the image.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') ALLOWED_HOSTS=build \
    DEMOGRAPHICS_KEYS=$(python -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())') \
    DATABASE_URL=postgres://build@127.0.0.1/build REDIS_URL=redis://127.0.0.1:6379/0 EMAIL_URL=dummymail:// \
    python manage.py collectstatic --noinput
USER pathways
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
