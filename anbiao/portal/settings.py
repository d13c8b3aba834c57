"""One settings file; every value that may differ between installations comes from the environment and fails loudly.

ANBIAO_MODE       demonstration (default) | production
ANBIAO_DATA       where the database, uploads and heads live (default: var/)
DATABASE_URL      PostgreSQL as the program (owns nothing); without it the embedded server is used
ANBIAO_OWNER_URL  PostgreSQL as the owner, for migrations (default: DATABASE_URL)
ANBIAO_SECRET_KEY at least 50 characters; required in production
ANBIAO_HOSTS      host names that are answered, by comma; required in production
ANBIAO_HTTPS      1 (default in production) | 0
ANBIAO_PROXIES    how many proxies of ours stand in front (default 0): whose X-Forwarded-For is believed
ANBIAO_URL        how people reach the program (https://…), for links in messages; required by the ways below
ANBIAO_MAIL, ANBIAO_WECOM_*, ANBIAO_DINGTALK_*, ANBIAO_WEBHOOK   the ways of notices out of the house; see docs/running.md
ANBIAO_SIGNIN     oidc, wecom, dingtalk, by comma: what people may sign in by beside their password; with ANBIAO_OIDC*, see docs/running.md
ANBIAO_API_CALLS  how often one token may call within a minute (default 600)
ANBIAO_METRICS_TOKEN  at least 24 characters: who shows it reads /metrics from another machine
ANBIAO_TILES      address of map tiles with {z} {x} {y}; with ANBIAO_TILES_ATTRIBUTION and ANBIAO_TILES_COORDINATES (WGS-84 | GCJ-02)
"""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from anbiao.kit.asked import carry
from anbiao.kit.database import parse_url, socket_folder
from anbiao.kit.notices.channels import Channel, channels_of
from anbiao.kit.outside import Way, ways_of
from anbiao.kit.tiles import Tiles, tiles_of

ROOT = Path(__file__).resolve().parents[2]


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """The value of an environment variable that has few allowed values. Raises ImproperlyConfigured."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r}: allowed are {', '.join(allowed)}")
    return value


def required(name: str, *, longest_ago: int = 1) -> str:
    """The value of a variable that production cannot do without. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "")
    if len(value) < longest_ago:
        raise ImproperlyConfigured(
            f"{name} is not set (or shorter than {longest_ago} characters); see docs/running.md"
        )
    return value


def metrics_token() -> str:
    """Empty, or long enough not to be guessed. Raises ImproperlyConfigured."""
    return required("ANBIAO_METRICS_TOKEN", longest_ago=24) if os.environ.get("ANBIAO_METRICS_TOKEN") else ""


MODE = choice("ANBIAO_MODE", ("demonstration", "production"), "demonstration")
DEMONSTRATION = MODE == "demonstration"
HTTPS = choice("ANBIAO_HTTPS", ("0", "1"), "0" if DEMONSTRATION else "1") == "1"
DATA = Path(os.environ.get("ANBIAO_DATA", str(ROOT / "var"))).resolve()


def secret_key() -> str:
    """Production names its key; the demonstration makes one and keeps it beside its data."""
    if not DEMONSTRATION:
        return required("ANBIAO_SECRET_KEY", longest_ago=50)
    kept = DATA / "secret-key"
    if not kept.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        half = kept.with_name(f"{kept.name}.{os.getpid()}.part")
        half.touch(0o600)
        half.write_text(secrets.token_urlsafe(60))
        # Whole or not there: an empty key, left by a kill, would stop every later start. Of two at once the first wins.
        with contextlib.suppress(FileExistsError):
            kept.hardlink_to(half)
        half.unlink()
    return kept.read_text()


SECRET_KEY = secret_key()
ANBIAO_PROXIES = int(choice("ANBIAO_PROXIES", ("0", "1", "2", "3"), "0"))
# Whom the sign-in page names for help; empty: the committee office.
ANBIAO_CONTACT = os.environ.get("ANBIAO_CONTACT", "")


def tiles() -> Tiles | None:
    """Where map tiles come from; None draws maps on plain ground. Raises ImproperlyConfigured."""
    try:
        return tiles_of(os.environ, https=HTTPS)
    except ValueError as wrong:
        raise ImproperlyConfigured(str(wrong)) from None


ANBIAO_TILES = tiles()


def channels() -> dict[str, Channel]:
    """The ways that notices take out of the house; none without settings. Raises ImproperlyConfigured."""
    try:
        found = channels_of(os.environ)
    except ValueError as wrong:
        raise ImproperlyConfigured(str(wrong)) from None
    if found:
        required("ANBIAO_URL")
    return found


ANBIAO_CHANNELS = channels()


def outside() -> dict[str, Way]:
    """The services that prove who somebody is; none without ANBIAO_SIGNIN. Raises ImproperlyConfigured."""
    try:
        found = ways_of(os.environ, https=HTTPS)
    except ValueError as wrong:
        raise ImproperlyConfigured(str(wrong)) from None
    if found:
        required("ANBIAO_URL")
    return found


ANBIAO_OUTSIDE = outside()
ANBIAO_URL = os.environ.get("ANBIAO_URL", "").rstrip("/")
DEBUG = False
ALLOWED_HOSTS = (
    ["localhost", "127.0.0.1", "[::1]"]
    if DEMONSTRATION
    else [h.strip() for h in required("ANBIAO_HOSTS").split(",")]
)


def databases() -> dict[str, dict[str, Any]]:
    """`default` is the program, `owner` migrates. Both point at the embedded server when no address is given."""
    folder = socket_folder(DATA)
    program = os.environ.get("DATABASE_URL") or f"postgresql://anbiao@/anbiao?host={folder}"
    owner = os.environ.get("ANBIAO_OWNER_URL") or os.environ.get("DATABASE_URL")
    owner = owner or f"postgresql://anbiao_owner@/anbiao?host={folder}"
    pooled = {"pool": {"min_size": 1, "max_size": 12, "timeout": 10}}
    return {
        "default": {"ENGINE": "django.db.backends.postgresql", **parse_url(program), "OPTIONS": pooled},
        "owner": {
            "ENGINE": "django.db.backends.postgresql",
            **parse_url(owner),
            "TEST": {"MIRROR": "default"},
        },
    }


DATABASES = databases()
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "anbiao.kit",
    "anbiao.authority",
    "anbiao.registry",
    "anbiao.standards",
    "anbiao.inspection",
    "anbiao.readiness",
    "anbiao.programme",
    "anbiao.oversight",
    "anbiao.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "anbiao.kit.room.Roomy",
    "anbiao.portal.numbered.Numbered",
    "anbiao.portal.proxy.BehindProxy",
    "anbiao.portal.proxy.Monitors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "anbiao.portal.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anbiao.authority.sessions.Sessions",
    "anbiao.authority.people.ActorMiddleware",
    "anbiao.inspection.web.contact.FieldDevices",
    "anbiao.kit.doors.Doorkeeper",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "anbiao.portal.urls"
WSGI_APPLICATION = "anbiao.portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "anbiao.portal.shell.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "anbiao.kit.templatetags.kit",
                "anbiao.kit.templatetags.photos",
            ],
            "string_if_invalid": "",
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Language: the browser's, then the user's own choice (portal/language.py).
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "anbiao" / "rules" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files and assets
STATIC_URL = "static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [("vendor", ROOT / "build" / "vendor")]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA / "files")},
    },
    "staticfiles": {"BACKEND": "anbiao.portal.static_files.HashedStaticFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Sign-in (reliability.md S11)
AUTH_USER_MODEL = "authority.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "anbiao.portal.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # django-axes counts, in the database, for every worker alike
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_ADAPTER = "anbiao.portal.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Anbiao"
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "portal/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a retry does not begin the 15 minutes anew
AXES_IPWARE_PROXY_COUNT = 0
AXES_USERNAME_FORM_FIELD = "login"
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/signin/"
SESSION_ENGINE = "anbiao.authority.session_store"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "anbiao_session"
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W004", "axes.W006"]

# What a page may load: only ourselves, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS:
    SECURE_HSTS_SECONDS = 31536000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Which table says who answers for a unit; kit/scope.py reads it by name, as Django reads AUTH_USER_MODEL.
ANBIAO_SUPERVISION_MODEL = "registry.Responsibility"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "anbiao.kit.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ANBIAO_LOG_LEVEL", "WARNING")},
    # A line an answer, in production; a demonstration is watched by whoever started it.
    "loggers": {"anbiao.request": {} if DEMONSTRATION else {"level": "INFO"}},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# The API
ANBIAO_API_CALLS = int(os.environ.get("ANBIAO_API_CALLS", "600"))

PROCRASTINATE_ON_APP_READY = "anbiao.kit.asked.join"
PROCRASTINATE_WORKER_DEFAULTS = {"worker_middleware": [carry]}
# Who may read /metrics from another machine, as `Authorization: Bearer …`; without it only this machine may.
ANBIAO_METRICS_TOKEN = metrics_token()
HEADS_FILE = DATA / "heads.jsonl"
