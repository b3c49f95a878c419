"""All settings, read from the environment by typed readers.

Without any variable the product runs embedded: SQLite, Celery eager, for one machine and for tests.
`DATABASE_URL` and `REDIS_URL` put it on PostgreSQL and on real workers. `PATHWAYS_ENV=production`
refuses to start on anything unsafe, with a sentence that says what to set.
"""

import base64
import os
import re
import secrets
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import identity_providers

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()


def one_of(name: str, allowed: tuple[str, ...], default: str) -> str:
    """Return the variable `name`, or stop the start when its value is not one of `allowed`."""
    value = env.str(name, default=default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; expected one of {', '.join(allowed)}.")
    return value


def made_once(path: Path, text: str) -> str:
    """Return what the file holds, `text` if there was none. Of processes that start at once, all see the whole text of the first."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(text)
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text().strip()


def whole(name: str, default: int, least: int = 1) -> int:
    """Return the variable `name` as a whole number, or stop the start when it is none or is below `least`."""
    value = env.str(name, default=str(default))
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}; expected a whole number from {least} up.")
    return int(value)


def some_of(name: str, allowed: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the comma-separated variable `name`, or stop the start when a word in it is not one of `allowed`."""
    values = tuple(value for value in env.list(name, default=list(default)) if value)
    if strange := [value for value in values if value not in allowed]:
        raise ImproperlyConfigured(f"{name} has {strange[0]!r}; expected some of {', '.join(allowed)}, separated by commas, or nothing.")
    return values


def embedded_secret() -> str:
    """Return this checkout's own secret, made on first use: enough for one machine, never for production."""
    return made_once(BASE_DIR / ".secret", secrets.token_urlsafe(50))


def embedded_demographics_key() -> str:
    """Return this checkout's own key to demographic answers, made on first use. Whoever loses it loses the answers."""
    return made_once(BASE_DIR / ".demographics-key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


KEYS_WANTED = (
    "set it to 32 random bytes in URL-safe base64, or to several such keys with commas between, newest first, none of them twice; "
    "python -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())' makes one."
)


def usable_keys(texts: list[str]) -> bool:
    """Return whether each is 32 bytes in URL-safe base64 and none comes twice."""
    return bool(texts) and len(set(texts)) == len(texts) and all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", text) for text in texts)


ENVIRONMENT = one_of("PATHWAYS_ENV", ("embedded", "production"), "embedded")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or ("" if PRODUCTION else embedded_secret())
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # earlier ones, while their sessions and second factors live
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")
EMAIL_URL = env.str("EMAIL_URL", default="" if PRODUCTION else "dummymail://")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="" if PRODUCTION else "Pathways <pathways@localhost>")
DEMOGRAPHICS_KEYS = env.list("DEMOGRAPHICS_KEYS", default=[]) or ([] if PRODUCTION else [embedded_demographics_key()])  # newest first
DEMOGRAPHICS_FILE = env.str("DEMOGRAPHICS_FILE", default=str(BASE_DIR / "employees" / "demographics" / "questions.toml"))
DEMO = env.bool("PATHWAYS_DEMO", default=False)  # the sign-in page lists the demo company's personas

if PRODUCTION:
    for unsafe, sentence in (
        (len(SECRET_KEY) < 50, "SECRET_KEY is missing or shorter than 50 characters: set it to a long random text."),
        (DEBUG, "DEBUG is on: unset it; it shows source code and data to strangers."),
        (not DATABASE_URL, "DATABASE_URL is missing: set it to postgres://user:password@host:5432/name."),
        (not REDIS_URL, "REDIS_URL is missing, so Celery would run tasks inside web requests: set it to redis://host:6379/0."),
        (not EMAIL_URL, "EMAIL_URL is missing: set it to smtp+tls://user:password@host:587, or to dummymail:// to send no mail."),
        (
            not (DEFAULT_FROM_EMAIL or EMAIL_URL.startswith("dummymail:")),
            "DEFAULT_FROM_EMAIL is missing: set it to the address that mail comes from, such as pathways@example.org.",
        ),
        (not usable_keys(DEMOGRAPHICS_KEYS), f"DEMOGRAPHICS_KEYS is missing or wrong: {KEYS_WANTED}"),
        (not ALLOWED_HOSTS, "ALLOWED_HOSTS is missing: set it to the comma-separated names this site answers to."),
        (DEMO, "PATHWAYS_DEMO is on: unset it; it lists accounts on the sign-in page."),
    ):
        if unsafe:
            raise ImproperlyConfigured(f"Pathways will not start in production. {sentence}")

if not usable_keys(DEMOGRAPHICS_KEYS):
    raise ImproperlyConfigured(
        "DEMOGRAPHICS_KEYS holds something that is not a key, or one key twice: each is 32 bytes in URL-safe base64."
    )

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.FrameworkAdmin",  # django.contrib.admin behind our own door
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.mfa",
    "axes",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "skills",
    "pathways",
    "employees",
    "promotions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "employees.origin.bind",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "employees.language.bind",
    "django.contrib.messages.middleware.MessageMiddleware",
    "employees.sign_in.middleware.SessionRules",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "employees.context.reader",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://; unset it to run embedded on SQLite.")
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    # Compiling a statement to machine code took 4.7 of the 5.3 s of a sorted team board of 4,000, and helps no statement of ours.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
else:
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": env.str("SQLITE_PATH", default=str(VAR_DIR / "pathways.sqlite3")),
            # Measured with four writers and two readers: only this combination loses no transaction.
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
    SILENCED_SYSTEM_CHECKS = ["models.W040"]  # an index that takes columns along on PostgreSQL does without them here

if REDIS_URL:
    CACHES = {"default": {"BACKEND": "config.caches.SteadyRedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Mail: none leaves an embedded installation -------------------------------------------------

# What is written on the console of a production site ends in its logs, and these hold no names.
MAIL_SCHEMES = ("smtp", "smtp+tls", "smtp+ssl", "dummymail") if PRODUCTION else ("smtp", "smtp+tls", "smtp+ssl", "dummymail", "consolemail")
if EMAIL_URL.partition("://")[0] not in MAIL_SCHEMES:
    raise ImproperlyConfigured(f"EMAIL_URL must begin with one of {', '.join(f'{scheme}://' for scheme in MAIL_SCHEMES)}.")
vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
SITE_URL = f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else "http://localhost:8000"  # for the links in mails

# --- Webhooks: to the public internet, and to networks named here ------------------------------


def networks(texts: list[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks, or stop the start when one is none."""
    try:
        return tuple(ip_network(text.strip()) for text in texts if text.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"WEBHOOK_NETWORKS: {error}; expected networks such as 10.20.0.0/16, separated by commas.") from None


WEBHOOK_NETWORKS = networks(env.list("WEBHOOK_NETWORKS", default=[]))

# --- Celery -----------------------------------------------------------------------------------

CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_TASK_IGNORE_RESULT = True  # what a task did is a row, not a broker message
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the longest task, or Redis would hand the same task to a second worker.
    "visibility_timeout": 6 * 60 * 60,
    # Without these two a killed worker's task waits for minutes instead of seconds.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "nightly": {"task": "promotions.nightly", "schedule": crontab(hour=1, minute=30)},
    # A message may be lost with its worker, with Redis, or because PostgreSQL was away: the night must end all the same, and so must a
    # run that was asked for by day. Not before the night has had its hour.
    "watch": {"task": "promotions.watch", "schedule": crontab(hour="2-23", minute="*/10")},
    "sessions": {"task": "employees.forget_sessions", "schedule": crontab(hour=3, minute=10)},
    # A commit asks for its mails at once; this is for those to be tried again, and for requests that were lost.
    "mail": {"task": "employees.mail_notices", "schedule": crontab(minute="*/10")},
    "trail": {"task": "employees.keep_trail", "schedule": crontab(hour=4, minute=40)},
    "webhooks": {"task": "employees.post_webhooks", "schedule": crontab(minute="*/5")},
    "webhook log": {"task": "employees.forget_deliveries", "schedule": crontab(hour=4, minute=20)},
}

# --- People who sign in -----------------------------------------------------------------------

AUTH_USER_MODEL = "employees.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "employees.accounts.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "my-path"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds that the link in the mail works
INVITATION_DAYS = whole("INVITATION_DAYS", 7)

AXES_USERNAME_FORM_FIELD = "username"  # as Django's form calls it; by default axes looks for "email" and would count for nobody
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "employees/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "employees.origin.address_of"
AXES_VERBOSE = False

SESSION_ENGINE = "employees.sign_in.store"
SESSION_HOURS = whole("SESSION_HOURS", 12)  # from signing in
SESSION_IDLE_MINUTES = whole("SESSION_IDLE_MINUTES", 60)
SIGN_IN_RECENT_MINUTES = whole("SIGN_IN_RECENT_MINUTES", 15)  # how long a proof of who one is holds for demographics and exports

DUTIES = ("hr-partner", "hr-auditor", "framework-editor", "administrator")
SECOND_FACTOR_DUTIES = some_of("SECOND_FACTOR_DUTIES", DUTIES, DUTIES if PRODUCTION else ())
SECOND_FACTOR_AT_PROVIDER = env.bool("SECOND_FACTOR_AT_PROVIDER", default=True)  # the company's provider asks for it, so we do not

# allauth: the protocols, the second factor and rate limits. Its pages and its own ways to sign up or to change an address have no URL.
ACCOUNT_ADAPTER = "employees.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is verified by the invitation that was sent to it
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip,100/h/key",  # wrong ones over all accounts from one place; over all places at one account
    "login_failed": "5/15m/key",  # attempts at a second factor
    "reset_password": "20/h/ip,3/h/key",
    "identity": "300/m/ip",  # answers of the identity provider
}
SOCIALACCOUNT_ADAPTER = "employees.sign_in.adapters.ProviderAdapter"
IDENTITY_PROVIDERS = identity_providers.read(env, production=PRODUCTION)
MFA_ADAPTER = "employees.sign_in.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Pathways"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off

# --- API: closed unless an operation says who may ask ---------------------------------------------

REST_FRAMEWORK = {
    # Tokens first: so a stranger is answered 401 and told how to sign in, not 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [f"config.rest.authentication.{kind}Authentication" for kind in ("Token", "Session")],
    "DEFAULT_PERMISSION_CLASSES": ["config.rest.permissions.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.rest.reading.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "config.rest.schema.ProductSchema",
    "EXCEPTION_HANDLER": "config.rest.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_METADATA_CLASS": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
API_RATES = {"account": env.str("API_RATE", default="600/min"), "stranger": env.str("API_RATE_OF_STRANGERS", default="60/min")}
SPECTACULAR_SETTINGS = {
    "TITLE": "Pathways",
    "VERSION": "1",
    "DESCRIPTION": "Career paths, readiness and mobility, by the same rules and for the same readers as the pages. "
    "`docs/api.md` is the guide: tokens, pages of lists, refusals, keys and tags.",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["config.rest.schema.complete"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

# Half a year: the yearly conversation and one between. Without one for so long, and none planned, both sides are reminded.
CONVERSATION_MONTHS = whole("CONVERSATION_MONTHS", 6, least=1)

# --- Browser ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if PRODUCTION:
    # The proxy in front ends TLS and must set this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]

TRAIL_MONTHS = env.int("TRAIL_MONTHS", default=36)  # how long the audit trail is kept; 0 for ever

# Proxies in front that each add the address they talked to; what a visitor writes into the header is not believed.
TRUSTED_PROXIES = whole("TRUSTED_PROXIES", 1 if PRODUCTION else 0, least=0)

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # WhiteNoise warns of a folder that is not there
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # The manifest needs `collectstatic`; embedded runs serve the files as they lie.
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- People who have left ---------------------------------------------------------------------

LEAVER_RETENTION_YEARS = env.int("LEAVER_RETENTION_YEARS", default=6)  # then a night erases them
if LEAVER_RETENTION_YEARS < 1:
    raise ImproperlyConfigured(f"LEAVER_RETENTION_YEARS is {LEAVER_RETENTION_YEARS}; expected whole years after leaving, 1 or more.")

# --- Words and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"  # of the sources, and of all that programs are answered
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]  # each by its own name, for who cannot read this one; see docs/translating.md
DEFAULT_LANGUAGE = one_of("DEFAULT_LANGUAGE", tuple(code for code, _ in LANGUAGES), LANGUAGE_CODE)
LOCALE_PATHS, FORMAT_MODULE_PATH = [BASE_DIR / "locale"], "config.formats"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- Logs: JSON in production, lines for people elsewhere; no names, no ratings ---------------

_shared_processors: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]
_rendered: list[structlog.typing.Processor] = (
    [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    if PRODUCTION
    else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared_processors,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendered],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},  # they tell of each rule that is for screens
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO" if PRODUCTION else "WARNING")},
}
structlog.configure(
    processors=[*_shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
