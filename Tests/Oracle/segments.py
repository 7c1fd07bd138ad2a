"""Figures by product, segment, source: the same definitions over the deals of one value."""

import copy

SEGMENT_KPIS = {
    "revenue_won", "n_won", "win_rate_closed_n", "avg_deal", "cycle_won", "open_pipeline",
    "pipeline_created"}


def rows(oracle):
    """Rows of the oracle for each value of each dimension, where there is a fact."""
    company, found = oracle.company, []
    for dimension in company.segments if company.deals is not None else []:
        if not company.has(dimension):
            continue
        for value in sorted({getattr(d, dimension) or "" for d in company.deals}):
            part = copy.copy(company)
            part.deals = [d for d in company.deals if (getattr(d, dimension) or "") == value]
            part.activities = part.orders = part.targets = part.history = None
            part.tables, part.segments = {}, []
            for row in type(oracle)(part, only=oracle.periods).table():
                if row[3] in SEGMENT_KPIS and not row[4] and row[8] not in ("", "0"):
                    found.append([*row[:4], f"{dimension}={value}", *row[5:]])
    return found
