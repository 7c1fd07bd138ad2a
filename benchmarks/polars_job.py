#!/usr/bin/env python3
"""polars_job.py DATA OUT: the figures of reference.sql by Polars, lazily, its streaming engine."""
import sys

import polars as pl

CHANCES = {
    "Prospecting": 0.1, "Qualification": 0.2, "Needs Analysis": 0.35, "Proposal": 0.55,
    "Negotiation": 0.8,
}
LEVELS = [("owner", "owner"), ("team", "team"), ("company", None)]


def by_level(frame, keys, aggregates):
    parts = []
    for level, column in LEVELS:
        key = pl.col(column) if column else pl.lit("ALL")
        parts.append(
            frame.with_columns(pl.lit(level).alias("level"), key.alias("key"))
            .group_by(["level", "key", *keys]).agg(aggregates))
    return pl.concat(parts)


def main(data, out):
    scan = lambda name, columns: pl.scan_csv(
        f"{data}/{name}.csv", infer_schema=False).select(columns)
    people = scan("owners", [pl.col("email").alias("owner"), "team"])
    deals = scan("deals", [
        pl.col("owner_email").alias("owner"), "stage", pl.col("amount").cast(pl.Float64), "status",
        pl.col("created_at").str.slice(0, 10).str.to_date("%Y-%m-%d").alias("created"),
        pl.col("closed_at").str.slice(0, 10).str.to_date("%Y-%m-%d").alias("closed"),
    ]).join(people, on="owner")
    won, lost = pl.col("status") == "won", pl.col("status") == "lost"
    cycle = (pl.col("closed") - pl.col("created")).dt.total_days()
    month = lambda column: pl.col(column).dt.strftime("%Y-%m").alias("month")
    inside = lambda column: pl.col(column).is_between(pl.date(2024, 1, 1), pl.date(2025, 12, 31))
    created = by_level(
        deals.filter(inside("created")).with_columns(month("created")), ["month"],
        [pl.len().alias("created")])
    closed = by_level(
        deals.filter(inside("closed") & (pl.col("status") != "open"))
        .with_columns(month("closed"), cycle.alias("cycle")), ["month"], [
            won.sum().alias("won"), lost.sum().alias("lost"),
            pl.col("amount").filter(won).sum().alias("won_amount"),
            pl.col("cycle").filter(won).median().alias("median_cycle"),
            pl.col("cycle").filter(won).mean().alias("mean_cycle"),
        ])
    is_type = lambda text: pl.col("type") == text
    ended = lambda text: is_type("meeting") & (pl.col("outcome") == text)
    acts = scan("activities", [
        pl.col("owner_email").alias("owner"), pl.col("activity_at").str.slice(0, 7).alias("month"),
        "type", "outcome", "done", "due_date",
    ]).group_by("owner", "month").agg(
        is_type("call").sum().alias("calls"), is_type("email").sum().alias("emails"),
        is_type("meeting").sum().alias("meetings"), is_type("task").sum().alias("tasks"),
        ended("completed").sum().alias("held"), ended("no_show").sum().alias("no_shows"),
        (is_type("task") & (pl.col("done") == "false") & (pl.col("due_date") < "2026-01-01"))
        .sum().alias("overdue"),
    ).join(people, on="owner")
    counts = ["calls", "emails", "meetings", "tasks", "held", "no_shows"]
    active = by_level(acts, ["month"], [pl.col(name).sum() for name in counts])
    keys = ["level", "key", "month"]
    monthly = created.join(closed, on=keys, how="full", coalesce=True).join(
        active, on=keys, how="full", coalesce=True
    ).with_columns(
        pl.col("created", "won", "lost", "won_amount", *counts).fill_null(0)
    ).with_columns(
        (pl.col("won") / (pl.col("won") + pl.col("lost"))).alias("win_rate"),
        (pl.col("won_amount") / pl.col("won")).alias("avg_deal"),
        (pl.col("no_shows") / (pl.col("held") + pl.col("no_shows"))).alias("no_show_rate"),
    ).fill_nan(None)
    pipeline = by_level(
        deals.filter(pl.col("status") == "open")
        .with_columns(pl.col("stage").replace_strict(CHANCES).alias("chance")), ["stage"], [
            pl.len().alias("open_count"), pl.col("amount").sum().alias("open_amount"),
            (pl.col("amount") * pl.col("chance")).sum().alias("weighted"),
        ])
    tasks = by_level(acts, [], [pl.col("overdue").sum()])
    frames = pl.collect_all([monthly, pipeline, tasks], engine="streaming")
    for name, frame in zip(["monthly", "pipeline", "tasks"], frames):
        frame.write_csv(f"{out}/{name}.csv")


main(*sys.argv[1:])
