"""Stages: conversion, losses, times and stuck deals, from the history (kpis.md 3.4 to 3.6)."""

import datetime
from fractions import Fraction

from facts import UNASSIGNED, fold
from numbers_as_text import fraction, known_sum, money, rounded
from statistics_exact import kaplan_meier_median, median, nearest_rank

DAY = datetime.timedelta(days=1)


class Stay:
    def __init__(self, deal, stage, entered, left):
        self.deal, self.stage, self.entered, self.left = deal, stage, entered, left
        self.owner = deal.owner


class StageKPIs:
    """Mixed into `Oracle`."""

    def stages(self):
        self.order = {fold(name): rank for rank, name in enumerate(self.company.stages)}
        self.paths = {}
        for deal, status, closed in self.known_deals():
            path = self._path(deal, status, closed)
            if path:
                self.paths[id(deal)] = (deal, status, closed, path)
        self._by_stage()
        self._stuck()
        self._process()
        self._weighted()

    def _process(self):
        """Closed deals that entered every mandatory stage: all when won, else those up to the
        furthest."""
        must = {self.order[fold(name)] for name in self.company.mandatory}
        if not must:
            return
        judged = []
        for deal, status, closed, path in self.paths.values():
            if status in ("won", "lost") and closed:
                entered = {self.order[s.stage] for s in path if s.stage in self.order}
                furthest = len(self.order) if status == "won" else max(entered, default=0)
                passed = all(rank in entered for rank in must if rank <= furthest)
                judged.append(Passed(deal, closed, passed))
        first = self.first_deal_day()
        for period, scope, inside in self._each(judged, lambda j: j.day, first):
            good = sum(1 for j in inside if j.passed)
            rate = Fraction(good, len(inside)) if inside else None
            self._row(period, scope, "process_respect", fraction(rate), good, len(inside))

    def _entries(self, deal):
        return [
            e for e in self.company.history.get(deal.id, []) if e[0].date() <= self.as_of]

    def _probabilities(self, recent):
        rate = Fraction(sum(s == "won" for _, s in recent), len(recent))
        seen = {
            fold(stage) for moves in self.company.history.values() for moment, stage in moves
            if moment.date() <= self.as_of}
        entered = [({fold(stage) for _, stage in self._entries(d)}, s) for d, s in recent]
        known = {}

        def probability(stage):
            if stage not in known:
                ends = [s for stages, s in entered if stage in stages]
                value = (sum(s == "won" for s in ends) + 10 * rate) / (len(ends) + 10)
                known[stage] = Fraction(rounded(value if stage in seen else rate, 6))
            return known[stage]

        return probability

    def _brier(self, probability):
        """(p - outcome)² of every stage that a closed deal was in, in millionths, and by band."""
        errors = []
        for deal, status, closed, path in self.paths.values():
            if status not in ("won", "lost") or not closed:
                continue
            for stage in {s.stage for s in path}:
                p = probability(stage)
                error = Fraction(rounded((p - (status == "won")) ** 2, 6))
                errors.append(Judgement(deal, closed, error, min(int(p * 5), 4), status == "won"))
        first = self.first_deal_day()
        bands = ["0-20", "20-40", "40-60", "60-80", "80-100"]
        for period, scope, inside in self._each(errors, lambda e: e.day, first):
            mean = Fraction(sum(e.error for e in inside), len(inside)) if inside else None
            self._row(period, scope, "brier", fraction(mean), n=len(inside))
            for number, band in enumerate(bands):
                own = [e for e in inside if e.band == number]
                won = sum(e.won for e in own)
                rate = Fraction(won, len(own)) if own else None
                self._row(
                    period, scope, f"calibration[{band}]", fraction(rate), won, len(own))

    def _weighted(self):
        """Probability by stage: won of those that entered it and closed in two years, drawn to the
        rate of all by ten deals."""
        recent = [
            (deal, status) for deal, status, closed in self.known_deals()
            if status in ("won", "lost") and closed and (self.as_of - closed).days < 731]
        if not recent:
            return
        probability = self._probabilities(recent)
        self._brier(probability)
        entries = self._entries

        def stage(deal):
            moves = entries(deal)
            latest = max((e[0] for e in moves), default=None)
            return fold([e[1] for e in moves if e[0] == latest][-1] if moves else deal.stage)

        is_open = [d for d, status, _ in self.known_deals() if status == "open"]
        for scope, own in self._spread(is_open, lambda d: self.as_of).items():
            if scope[1] == UNASSIGNED and not own:
                continue
            today = (self.as_of.isoformat(), self.as_of, None)
            for period in [today, *self.current()]:
                if period is not today and own and not any(d.expected for d in own):
                    continue
                inside = own if period is today else [
                    d for d in own if d.expected and self.as_of < d.expected < period[2]]
                value = Fraction(0)
                for deal in inside:
                    value += probability(stage(deal)) * (deal.net or 0)
                self._row(period[0], scope, "weighted_pipeline", money(value), n=len(inside))

    def _path(self, deal, status, closed):
        """The stays of a deal; coming into the stage it is in already is no new one."""
        entries = [
            e for e in self.company.history.get(deal.id, []) if e[0].date() <= self.as_of]
        entries.sort(key=lambda e: e[0])
        stays = []
        for moment, stage in entries:
            if stays and stays[-1].stage == fold(stage):
                continue
            if stays:
                stays[-1].left = moment.date()
            stays.append(Stay(deal, fold(stage), moment.date(), None))
        if stays and status in ("won", "lost") and closed:
            last = stays[-1]
            own_name = last.stage not in self.order
            if len(stays) > 1 and own_name and (
                    last.entered >= closed or fold(deal.stage) == last.stage):
                stays.pop()  # The closing itself, written as a stage.
            else:
                last.left = max(closed, last.entered)
        return stays

    @staticmethod
    def _days(path, stage, until):
        return sum(
            max(0, ((s.left or until) - s.entered).days) for s in path if s.stage == stage)

    def _by_stage(self):
        names = self.company.stages
        slugs = ["".join(c if c.isascii() and c.isalnum() else "_" for c in fold(n)) for n in names]
        # Before the first move that is known the history says nothing.
        first = self._first([s.entered for _, _, _, path in self.paths.values() for s in path])
        for rank, name in enumerate(names):
            target = slugs[rank + 1] if rank + 1 < len(names) else "won"
            entries, ended, still = [], [], []
            for deal, status, closed, path in self.paths.values():
                own = [s for s in path if s.stage == fold(name)]
                if not own:
                    continue
                entry = own[0]
                after = path[path.index(entry) + 1:]
                reached = next(
                    (s.entered for s in after if self.order.get(s.stage, -1) > rank), None)
                if reached is None and status == "won":
                    reached = closed
                moved = status == "won" or any(
                    self.order.get(s.stage, -1) > rank for s in path)
                back = any(self.order.get(s.stage, rank) < rank for s in after)
                fate = "moved" if moved else "lost" if status == "lost" else "waiting"
                entries.append((deal, entry.entered, reached, fate, back))
                days = self._days(path, fold(name), self.as_of)
                if own[-1].left:
                    ended.append((deal, own[-1].left, days))
                else:
                    still.append((deal, days))
            self._conversion(slugs[rank], target, entries, first)
            self._times(slugs[rank], ended, still, first)

    def _conversion(self, slug, target, entries, first):
        facts = {id(e): e for e in entries}
        owned = [Entry(*e) for e in entries]
        for period, scope, inside in self._each(owned, lambda e: e.entered, first):
            last = next(p[2] for p in self.periods if p[0] == period) - DAY
            reached = [
                e for e in inside if e.reached and 0 <= (e.reached - e.entered).days <= 90]
            rate = Fraction(len(reached), len(inside)) if (
                inside and last + 90 * DAY <= self.as_of) else None
            self._row(
                period, scope, f"stage_conversion[{slug}>{target}]", fraction(rate),
                len(reached), len(inside))
            back = sum(1 for e in inside if e.back)
            self._row(period, scope, f"regressions[{slug}]", str(back), n=back)
            for kpi, fate in (("stage_dropoff", "lost"), ("stage_waiting", "waiting")):
                part = [e for e in inside if e.fate == fate]
                rate = Fraction(len(part), len(inside)) if inside else None
                self._row(
                    period, scope, f"{kpi}[{slug}]", fraction(rate), len(part), len(inside))

    def _times(self, slug, ended, still, first):
        facts = [Ended(*e) for e in ended]
        open_by_scope = self._spread([Still(*s) for s in still], lambda s: self.as_of)
        for period, scope, inside in self._each(facts, lambda e: e.left, first):
            span = next(p for p in self.periods if p[0] == period)
            done = [e.days for e in inside]
            waiting = [s.days for s in open_by_scope[scope]] if (
                span[1] <= self.as_of < span[2]) else []
            if waiting and 4 * len(waiting) >= len(done):
                value = kaplan_meier_median(done, waiting)
            else:
                value = median(done)
            self._row(period, scope, f"time_in_stage[{slug}]", fraction(value))

    # MARK: stuck

    def stuck_deals(self):
        """Of the stuck deals, by `id()`, the day on which they entered their stage."""
        return {id(j.deal): j.entered for j in self._judged() if j.stuck}

    def _judged(self):
        try:
            start = self.as_of.replace(year=self.as_of.year - 2)
        except ValueError:
            start = self.as_of.replace(year=self.as_of.year - 2, day=28)
        lasted = {}
        for deal, status, closed, path in self.paths.values():
            if status != "won":
                continue
            for stage in {s.stage for s in path}:
                left = [s for s in path if s.stage == stage][-1].left or closed
                # Of a deal won on no known day only the stages that it left say how long they took.
                if left and left > start:
                    days = self._days(path, stage, closed)
                    for segment in {deal.segment, None}:
                        key = (deal.pipeline or "", segment, stage)
                        lasted.setdefault(key, []).append(days)
        judged = []
        for deal, status, closed, path in self.paths.values():
            if status != "open":
                continue
            stage = path[-1].stage
            days = self._days(path, stage, self.as_of)
            limits = (45, 90)
            for key in ((deal.pipeline or "", deal.segment, stage),
                        (deal.pipeline or "", None, stage)):
                if len(lasted.get(key, [])) >= 20:
                    limits = tuple(nearest_rank(lasted[key], p) for p in (80, 95))
                    break
            judged.append(
                Judged(deal, days > limits[0], days > limits[1], path[-1].entered))
        return judged

    def _stuck(self):
        judged = self._judged()
        day = self.as_of.isoformat()
        for scope, own in self._spread(judged, lambda j: self.as_of).items():
            if scope[1] == UNASSIGNED and not own:
                continue
            stuck = [j for j in own if j.stuck]
            self._row(day, scope, "stuck", str(len(stuck)))
            self._row(day, scope, "stuck[value]", money(known_sum([j.net for j in stuck])))
            self._row(day, scope, "stuck[critical]", str(sum(j.critical for j in own)))
            base = known_sum([j.net for j in own])
            top = known_sum([j.net for j in own if not j.stuck])
            share = Fraction(top, base) if base and top is not None else None
            self._row(day, scope, "quality[moving]", fraction(share))


class Entry:
    def __init__(self, deal, entered, reached, fate, back):
        self.owner, self.entered, self.reached, self.fate = deal.owner, entered, reached, fate
        self.back = back


class Judgement:
    def __init__(self, deal, day, error, band, won):
        self.owner, self.day, self.error, self.band, self.won = deal.owner, day, error, band, won


class Passed:
    def __init__(self, deal, day, passed):
        self.owner, self.day, self.passed = deal.owner, day, passed


class Ended:
    def __init__(self, deal, left, days):
        self.owner, self.left, self.days = deal.owner, left, days


class Still:
    def __init__(self, deal, days):
        self.owner, self.days = deal.owner, days


class Judged:
    def __init__(self, deal, stuck, critical, entered):
        self.deal, self.entered = deal, entered
        self.owner, self.net, self.stuck, self.critical = deal.owner, deal.net, stuck, critical
