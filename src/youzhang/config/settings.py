"""Django's settings. What an installation may change comes from the environment (docs/settings.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from youzhang.config import environment, sqlite
from youzhang.config.arriving import MEGABYTE, Limits

sqlite.refuse_unsafe()
env = environment.read()

PACKAGE = Path(__file__).resolve().parent.parent
DATA = environment.data_folder()
KEY_FILE = Path(env.str("YOUZHANG_KEY_FILE", str(DATA / "keys" / "root.key")))
# An empty key makes Django refuse to serve; `init` and `demo` write the file.
SECRET_FILE = Path(env.str("YOUZHANG_SECRET_FILE", str(DATA / "keys" / "secret.key")))
SECRET_KEY = environment.secret(SECRET_FILE)
DEBUG = False
ALLOWED_HOSTS = env.list("YOUZHANG_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.str("YOUZHANG_PUBLIC_URL", "http://localhost:8000").rstrip("/")
ANCHORS = env.list("YOUZHANG_ANCHORS", default=[str(DATA / "anchors")])

ROOMS = [
    "vault", "accounts", "web", "jobs", "notices", "documents", "ledger", "pages", "meetings", "clients",
    "staff", "premises", "policy", "services", "crisis", "intake", "casework", "flows", "portal", "workbench",
    "life", "bench", "config",
]  # fmt: skip
INSTALLED_APPS = [
    *(f"youzhang.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "youzhang.web.middleware.CleanAddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "youzhang.ledger.refusals.RefusalCountMiddleware",
    "youzhang.ledger.state.StateMiddleware",
    "youzhang.accounts.middleware.ViewerMiddleware",
    "youzhang.web.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "youzhang.config.urls"
WSGI_APPLICATION = "youzhang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [PACKAGE / room / "templates" for room in ROOMS],
        "OPTIONS": {
            "environment": "youzhang.web.environment.environment",
            "context_processors": ["youzhang.web.context.one_token"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; "
        "PRAGMA foreign_keys=ON; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
    ),
}

# To compile a page's statement takes longer than to run it, and to plan it as long: prepared ones are planned once.
# For any values, in the web process: what pages ask and depends on a value for its index has that value written out.
PLANNED_ONCE = " -c plan_cache_mode=force_generic_plan" if env.bool("YOUZHANG_PLANNED_ONCE", False) else ""
POSTGRES_OPTIONS: dict[str, Any] = {"options": f"-c jit=off{PLANNED_ONCE}"}
if env.bool("YOUZHANG_PREPARED", True):
    POSTGRES_OPTIONS |= {"server_side_binding": True, "prepare_threshold": 2}


def _database() -> dict[str, Any]:
    database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'youzhang.sqlite3'}")
    database |= {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        database |= {"ENGINE": "youzhang.config.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    else:
        database["ENGINE"] = "youzhang.config.postgresql"
        database["OPTIONS"] = POSTGRES_OPTIONS | database.get("OPTIONS", {})
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        # Counters of throttles live here: a flood of addresses must not wash them away.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["urgent", "default", "heavy"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["youzhang.accounts.sessions.SignIn"]
SESSION_ENGINE = "youzhang.accounts.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "youzhang.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/work/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "youzhang.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# allauth's key limit refuses the right password from any address: a growing delay per person replaces it.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": False, "reauthenticate": "10/m/user"}
MFA_ADAPTER = "youzhang.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TRUST_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True

SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
HTTPS = env.bool("YOUZHANG_HTTPS", PUBLIC_URL.startswith("https://"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "youzhang.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Whose word is taken for the address that somebody asks from.
PROXIES = env.list("YOUZHANG_PROXIES", default=[])
# What one web process lets in, and for how long (decision 15).
LINE_SECONDS = env.int("YOUZHANG_LINE_SECONDS", 20)
CONNECTIONS = env.int("YOUZHANG_CONNECTIONS", 2000)
LIMITS = Limits(
    body_seconds=env.float("YOUZHANG_BODY_SECONDS", 15.0),
    body_bytes=env.int("YOUZHANG_BODY_MB", 50) * MEGABYTE,
    all_bytes=env.int("YOUZHANG_BODIES_MB", 200) * MEGABYTE,
    waiting=env.int("YOUZHANG_WAITING", 200),
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS: list[str] = []
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILES_ROOT = DATA / "files"

MAIL_URL = env.str("YOUZHANG_MAIL_URL", "")
NOTIFY_URLS = env.json("YOUZHANG_NOTIFY_URLS", default={})
if MAIL_URL:
    vars().update(env.email_url_config(MAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("YOUZHANG_MAIL_FROM", "youzhang@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("YOUZHANG_LOG", "WARNING")},
}
# All ask for HTTPS: config/checks.py says it once, with what to do.
SILENCED_SYSTEM_CHECKS = [f"security.W{number}" for number in ("004", "008", "012", "016")]
