"""The sign-in forms, in our words. What they check is allauth's."""

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.validators import EmailValidator

_ADDRESS = "Enter an e-mail address, like name@example.gov.uk"
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}


def _password(label: str, purpose: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": purpose}),
        error_messages={"required": missing},
    )


def _email() -> forms.CharField:
    return forms.CharField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        validators=[EmailValidator(message=_ADDRESS)],
        error_messages={"required": "Enter your e-mail address"},
    )


class SignInForm(account.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _email()
        self.fields["password"] = _password("Password", "current-password", "Enter your password")


class ConfirmPasswordForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    password = _password("Password", "current-password", "Enter your password")


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    """A new password for somebody who knows the old one."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = _password(
            "Password that you have now", "current-password", "Enter the password that you have now"
        )
        _ask_for_new_password(self)


class AskForResetForm(account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link for a new password."""

    email = _email()


class NewPasswordForm(account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password for somebody who followed the link."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_new_password(self)


def _ask_for_new_password(form: forms.Form) -> None:
    # allauth's own fields stay: the first of them checks how good the password is
    first, second = form.fields["password1"], form.fields["password2"]
    first.label = "New password"
    first.help_text = (
        "At least 12 characters. Three words that do not belong together are easy to remember."
    )
    first.error_messages["required"] = "Enter a new password"
    second.label = "New password again"
    second.error_messages["required"] = "Enter the new password again"
    for field in (first, second):
        field.widget.attrs.pop("placeholder", None)


def _code_field(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.TextInput(attrs=_CODE),
        error_messages={"required": "Enter the code"},
    )


class CodeForm(factor.AuthenticateForm):  # type: ignore[misc]
    """The code of the authenticator app, at sign-in."""

    code = _code_field("Code", "The six numbers from your authenticator app, or a recovery code.")

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        get_adapter().second_factor_failed(context.request, self.user)
        super()._emit_authentication_failed(authenticator)


class ConfirmCodeForm(factor.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something that matters."""

    code = _code_field("Code", "The six numbers from your authenticator app, or a recovery code.")


class SetUpAppForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which proves that the app has the secret."""

    code = _code_field("Code", "The six numbers that the app shows for Joined Up.")


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A name for the passkey that the browser makes."""

    name = forms.CharField(
        label="What to call it", required=False, max_length=60, help_text="For example: work laptop"
    )
    passwordless = forms.BooleanField(
        label="Sign in with this passkey alone, without a password", required=False, initial=True
    )


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = forms.CharField(
        label="What to call it", max_length=60, error_messages={"required": "Enter a name"}
    )
