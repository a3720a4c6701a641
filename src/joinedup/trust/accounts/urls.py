"""The addresses of one's own account: those of allauth's that we want, under allauth's names.

What is not listed does not exist: nobody signs up, changes their e-mail address or signs in by a
mailed code here. Each of these views asks for sign-in itself where it needs it.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.urls import path, re_path

from joinedup.trust.accounts.pages import own_account, single_sign_on

urlpatterns = [
    path("sign-in/", own_account.sign_in, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("not-in-use/", account.account_inactive, name="account_inactive"),
    path("still-here/", own_account.keep_alive, name="keep_alive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/forgotten/", own_account.forgotten_password, name="account_reset_password"),
    path("password/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/changed/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("security/", factor.index, name="mfa_index"),
    path("security/code/", factor.authenticate, name="mfa_authenticate"),
    path("security/confirm/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("security/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("security/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "security/recovery-codes/new/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("security/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("security/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "security/passkeys/confirm/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("security/passkeys/sign-in/", own_account.passkey_sign_in, name="mfa_login_webauthn"),
    path("security/passkeys/<int:pk>/rename/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "security/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"
    ),
    path("sessions/", own_account.sessions, name="usersessions_list"),
    path("sessions/<int:place_id>/end/", own_account.end_session, name="end_session"),
    path("single-sign-on/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("single-sign-on/<slug:provider_id>/", single_sign_on.start, name="openid_connect_login"),
    path(
        "single-sign-on/<slug:provider_id>/callback/",
        single_sign_on.callback,
        name="openid_connect_callback",
    ),
]
