"""Writing about studies: each command is one decision or one step, recorded and audited."""

from joinedup.insight.evaluation.commands.building import build, start_build
from joinedup.insight.evaluation.commands.deciding import approve, refuse
from joinedup.insight.evaluation.commands.ending import delete_due, end, withdraw
from joinedup.insight.evaluation.commands.proposing import (
    Proposal,
    begin_study,
    change_study,
    submit,
    write_protocol,
)
from joinedup.insight.evaluation.commands.running import (
    StoppedError,
    begin_run,
    data_of_run,
    fail_run,
    finish_run,
    say_how_far,
    start_run,
    stop_run,
)
from joinedup.insight.evaluation.commands.taking_out import take_out_report, take_out_rows

__all__ = [
    "Proposal",
    "StoppedError",
    "approve",
    "begin_run",
    "begin_study",
    "build",
    "change_study",
    "data_of_run",
    "delete_due",
    "end",
    "fail_run",
    "finish_run",
    "refuse",
    "say_how_far",
    "start_build",
    "start_run",
    "stop_run",
    "submit",
    "take_out_report",
    "take_out_rows",
    "withdraw",
    "write_protocol",
]
