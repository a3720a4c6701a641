"""Writing about exercises: each command is one decision or one step, recorded and audited."""

from joinedup.practice.think_family.commands.deciding import approve, refuse
from joinedup.practice.think_family.commands.ending import close, delete_due, withdraw
from joinedup.practice.think_family.commands.extracts import NotTakenError, send_extract
from joinedup.practice.think_family.commands.proposing import (
    Proposal,
    change_proposal,
    propose,
    submit,
)
from joinedup.practice.think_family.commands.releasing import release
from joinedup.practice.think_family.commands.running import carry_out, start_run

__all__ = [
    "NotTakenError",
    "Proposal",
    "approve",
    "carry_out",
    "change_proposal",
    "close",
    "delete_due",
    "propose",
    "refuse",
    "release",
    "send_extract",
    "start_run",
    "submit",
    "withdraw",
]
