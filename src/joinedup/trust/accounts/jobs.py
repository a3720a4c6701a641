"""What happens to sign-ins by the clock."""

from joinedup.base.foundation.tasks import job
from joinedup.trust.accounts import commands


@job("clear-expired-sessions", cron="22 3 * * *")
def clear_expired_sessions() -> None:
    """Every night: sessions that are over, and attempts to sign in that no longer count."""
    commands.clear_expired_sessions()
