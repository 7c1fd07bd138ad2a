#!/usr/bin/env python3
"""Prints the numbers of Tests/AnalysisTests/Statistics/StatisticsReferenceTests.swift. It needs numpy,
scipy, statsmodels and lifelines, in an environment of one's own; no other file here needs them."""

import math

import numpy as np
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

for k, n in [(0, 10), (7, 9), (13, 29), (250, 1000), (1, 2)]:
    print("Wilson", k, n, proportion_confint(k, n, method="wilson"))
print("Newcombe", confint_proportions_2indep(15, 40, 9, 50, method="newcomb"))

times = [3, 5, 5, 8, 12, 13, 13, 20, 27, 40]
ended = [1, 1, 0, 1, 0, 1, 1, 0, 1, 0]
curve = KaplanMeierFitter().fit(times, ended)
print("Kaplan-Meier median", curve.median_survival_time_)
for limit in (30, 36):
    print("restricted mean", limit, restricted_mean_survival_time(curve, limit))

days = [4, 9, 11, 17, 23, 31, 38, 44, 52, 60, 75, 90]
ends = [1, 2, 0, 1, 1, 0, 2, 1, 0, 2, 1, 0]
for event, at in ((1, (4, 17, 44, 75)), (2, (9, 38, 60))):
    fitted = AalenJohansenFitter(calculate_variance=False).fit(days, ends, event_of_interest=event)
    print("Aalen-Johansen", event, {x: fitted.cumulative_density_.loc[x].iloc[0] for x in at})

values = [12, 7, 3, 9, 25, 14, 1, 30, 18, 6, 22]
for percent in (50, 80, 90, 95):
    print("percentile", percent, np.percentile(values, percent, method="inverted_cdf"))

points = np.array([112, 96, 130, 105, 88, 121, 99, 143, 110, 92, 101, 118.0])
spread = np.abs(np.diff(points)).mean()
print("XmR", spread, points.mean() - 2.66 * spread, points.mean() + 2.66 * spread)

scores = np.array([100] * 37 + [0] * 41 + [-100] * 22)
print("NPS", scores.mean(), scores.std() / math.sqrt(len(scores)))

for count, mean in [(7, 12.5), (18, 12.5), (1, 6.2)]:
    low = stats.poisson.cdf(count - 1, mean) + stats.poisson.pmf(count, mean) / 2
    print("mid-p", count, mean, min(low, 1 - low))

won, all_ = np.array([12, 5, 9, 20, 3]), np.array([30, 25, 18, 40, 20])
table = stats.chi2_contingency(np.array([won, all_ - won]), correction=False)
print("spread between reps", table.statistic / (len(won) - 1))
