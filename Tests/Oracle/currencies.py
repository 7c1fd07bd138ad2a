"""Amounts of other currencies, at the rate of their day (rule C7)."""

import datetime
from fractions import Fraction

FIELDS = ["net", "gross", "listed", "discount", "margin"]


def whole(number):
    """The nearest whole number, half away from zero."""
    number = Fraction(number)
    nearest = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return -nearest if number < 0 else nearest


class Rates:
    def __init__(self, own, rates):
        """`rates` are (currency, first day, rate as text)."""
        self.own = own
        self.rates = sorted(rates, key=lambda r: r[1])

    def on(self, currency, day):
        """The rate that holds on a day; nothing before the first one."""
        known = [Fraction(rate) for c, first, rate in self.rates if c == currency and first <= day]
        return known[-1] if known else None

    def converted(self, deals, as_of):
        """The deals in the company's currency; those without a rate for their day are rejected."""
        kept = []
        for deal in deals:
            deal.fx_effect = 0
            currency = deal.currency.upper()
            if currency in ("", self.own):
                kept.append(deal)
                continue
            closed = deal.closed if deal.status in ("won", "lost") else None
            is_closed = closed is not None and closed <= as_of
            rate = self.on(currency, closed if is_closed else as_of)
            if rate is None:
                continue
            before = deal.net
            for name in FIELDS:
                value = getattr(deal, name)
                if value is not None:
                    setattr(deal, name, whole(value * rate))
            today = self.on(currency, as_of)
            if is_closed and before is not None and today is not None:
                deal.fx_effect = whole(before * today) - deal.net
            kept.append(deal)
        return kept
