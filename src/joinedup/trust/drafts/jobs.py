"""What happens to drafts by the clock."""

from joinedup.base.foundation.tasks import job
from joinedup.trust.drafts import commands


@job("clear-expired-drafts", cron="12 3 * * *")
def clear_expired_drafts() -> None:
    """Every night: what was typed and never sent does not lie about for ever."""
    commands.clear_expired_drafts()
