"""Finds what is wrong with a training run from what it tells: reasons and figures, no words."""

from nncore.diagnosis.causes import cause_of_rise as cause_of_rise
from nncore.diagnosis.diagnosis import Diagnosis as Diagnosis
from nncore.diagnosis.finding import Cause as Cause
from nncore.diagnosis.finding import Finding as Finding
from nncore.diagnosis.finding import Symptom as Symptom
from nncore.diagnosis.kept_checks import KeptChecks as KeptChecks
