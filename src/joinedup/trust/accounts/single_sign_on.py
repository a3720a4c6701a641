"""OpenID Connect, in the shape of Microsoft Entra ID and stricter than allauth's own.

Authorisation code with PKCE and a nonce. The identity token is checked in full: signature
(RS256 only), issuer, audience, times, nonce and, where set, tenant (OpenID Connect Core 1.0,
section 3.1.3.7). An account is found by the provider's own identifier; the first time by the
e-mail claim that ``OIDC_EMAIL_CLAIM`` names. No account is ever made here.
"""

import secrets
from typing import Any

import jwt
import requests
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from joinedup.trust.accounts import queries
from joinedup.trust.accounts.middleware import PROVIDER_ASKED
from joinedup.trust.accounts.models import User

_CLOCKS_MAY_DIFFER = 60
_REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Answer with the redirect to the provider. What the address asks for is not passed on."""
    provider = get_adapter().get_provider(request, provider_id)
    provider.oauth2_adapter_class = ProviderAdapter
    nonce = secrets.token_urlsafe(24)
    try:
        response: HttpResponse = provider.redirect(
            request,
            process="login",
            next_url=get_next_redirect_url(request),
            auth_params={"nonce": nonce},
            nonce=nonce,
        )
    except (requests.RequestException, OAuth2Error, KeyError) as away:
        return _unavailable(request, provider, away)
    return response


def _unavailable(request: HttpRequest, provider: object, error: Exception) -> HttpResponse:
    response: HttpResponse = render_authentication_error(request, provider, exception=error)
    return response


class ProviderAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Where allauth asks about the provider's tokens."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document, which must be of the issuer that was configured."""
        found: dict[str, Any] = super().openid_config
        if found.get("issuer", "").rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise OAuth2Error("The provider is not the issuer that was configured.")
        return found

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,
        **kwargs: Any,  # noqa: ANN401
    ) -> SocialLogin:
        """Read the identity token. Claims are used at sign-in and not stored."""
        claims = self._checked(str(kwargs["response"].get("id_token", "")), app.client_id)
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data = {}
        _keep_claims(request, claims)
        return login

    def _checked(self, id_token: str, client_id: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(id_token),
                algorithms=["RS256"],
                audience=client_id,
                issuer=self.openid_config["issuer"],
                leeway=_CLOCKS_MAY_DIFFER,
                options={"require": _REQUIRED},
            )
        except jwt.PyJWTError as wrong:
            raise OAuth2Error("The identity token cannot be trusted.") from wrong
        return claims

    def _key(self, id_token: str) -> jwt.PyJWK:
        named = jwt.get_unverified_header(id_token).get("kid")
        with get_adapter().get_requests_session() as http:
            answer = http.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json())
        for key in keys.keys:
            if key.key_id == named and key.public_key_use in (None, "sig"):
                return key
        raise OAuth2Error("The identity token is signed with an unknown key.")


def _keep_claims(request: HttpRequest, claims: dict[str, Any]) -> None:
    keeper: Any = request
    keeper.single_sign_on_claims = claims


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Where allauth asks about people who come from the provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Accounts are made by the administrator, never by signing in."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in somebody who has an account; link it to the provider's the first time."""
        claims: dict[str, Any] = getattr(request, "single_sign_on_claims", {})
        if not _is_answer_to(claims, str(sociallogin.state.get("nonce") or "")):
            self._refuse(request, None)
        if settings.OIDC_TENANT and claims.get("tid") != settings.OIDC_TENANT:
            self._refuse(request, None)
        if not sociallogin.is_existing:
            self._link(request, sociallogin, claims)
        if settings.OIDC_SECOND_FACTOR or "mfa" in (claims.get("amr") or []):
            request.session[PROVIDER_ASKED] = True

    def _link(self, request: HttpRequest, sociallogin: SocialLogin, claims: dict[str, Any]) -> None:
        try:
            user = queries.account_with_email(_trusted_email(claims))
        except queries.NoSuchAccountError:
            self._refuse(request, None)
            return
        taken = SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider)
        if taken.exists() or not user.is_active or not queries.in_post(user.pk):
            self._refuse(request, user)
        sociallogin.connect(request, user)

    def _refuse(self, request: HttpRequest, user: User | None) -> None:
        account_adapter(request).refused(request, user)
        page = render(request, "socialaccount/refused.html", status=403)
        raise ImmediateHttpResponse(page)


def _is_answer_to(claims: dict[str, Any], nonce: str) -> bool:
    return bool(nonce) and constant_time_compare(str(claims.get("nonce", "")), nonce)


def _trusted_email(claims: dict[str, Any]) -> str:
    """The address by which an account may be found, or "".

    ``email`` counts only when the provider says that it verified it. ``preferred_username`` is
    for a provider that serves one organisation alone, which decides who has which.
    """
    claim = settings.OIDC_EMAIL_CLAIM
    if claim == "email" and claims.get("email_verified") is not True:
        return ""
    return str(claims.get(claim) or "")
