"""The addresses of evaluation."""

from joinedup.insight.evaluation.pages.data import page as data
from joinedup.insight.evaluation.pages.deciding import page as deciding
from joinedup.insight.evaluation.pages.proposal import page as proposal
from joinedup.insight.evaluation.pages.protocol import page as protocol
from joinedup.insight.evaluation.pages.report import page as report
from joinedup.insight.evaluation.pages.run import page as run
from joinedup.insight.evaluation.pages.studies import page as studies
from joinedup.insight.evaluation.pages.study import page as study

urlpatterns = [
    *studies.urlpatterns,
    *proposal.urlpatterns,
    *study.urlpatterns,
    *protocol.urlpatterns,
    *deciding.urlpatterns,
    *data.urlpatterns,
    *run.urlpatterns,
    *report.urlpatterns,
]
