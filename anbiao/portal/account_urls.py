"""The addresses of signing in, of the own account, and of the administrators' lists."""

from django.conf import settings
from django.urls import URLPattern, path

from anbiao.authority import delegating_web, delegation_list, handing_web, registers, web
from anbiao.kit.register.web import register_urls
from anbiao.portal import accounts, keys, outside

urlpatterns: list[URLPattern] = [
    # signing in and out
    path("signin/", accounts.sign_in, name="account_login"),
    path("signin/code/", accounts.second_step, name="mfa_authenticate"),
    path("signout/", accounts.sign_out, name="account_logout"),
    path("signout/", accounts.sign_out, name="signout"),
    path("activate/", accounts.activate, name="activate"),
    path("activations/slips/", accounts.activation_slips, name="activation_slips"),
    path("language/", accounts.language, name="language"),
    path("theme/", accounts.theme, name="theme"),
    # the own account; allauth knows it by two names
    path("account/", accounts.my_account, name="mfa_index"),
    path("account/", accounts.my_account, name="account"),
    path("account/password/", accounts.new_password, name="account_change_password"),
    path("account/confirm/", accounts.password_again, name="account_reauthenticate"),
    path("account/confirm/code/", accounts.code_again, name="mfa_reauthenticate"),
    path("account/totp/", accounts.set_up_second_factor, name="mfa_activate_totp"),
    path("account/totp/remove/", accounts.remove_second_factor, name="mfa_deactivate_totp"),
    path("account/recovery/", accounts.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery/new/", accounts.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/recovery/codes.txt", accounts.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("account/sessions/", accounts.my_sessions, name="usersessions_list"),
    # security keys
    *keys.urlpatterns,
    # services outside
    *outside.urlpatterns,
    # the administrators
    *web.urlpatterns,
    *register_urls(registers.ACCOUNTS),
    *register_urls(registers.GRANTS),
    *register_urls(registers.ORGANISATIONS),
    # hand-overs
    *handing_web.urlpatterns,
    *register_urls(registers.HAND_OVERS),
    # delegations
    *delegating_web.urlpatterns,
    *register_urls(delegation_list.DELEGATIONS),
]

if settings.DEMONSTRATION:
    urlpatterns.append(path("signin/as/<str:username>/", accounts.sign_in_as, name="sign_in_as"))
