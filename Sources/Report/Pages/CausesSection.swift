import Analysis
import Markup

/// Why the headline objective is ahead or late: the parts of its gap, which add up to it.
struct CausesSection {
  let view: ScopeView
  let text: PageText

  static let rowSchema = TemplateSchema.record([
    TemplateKey("label", .text, "the cause"),
    TemplateKey("amount", .text, "its part of the gap, signed"),
    TemplateKey("mix", .text, "the effect of the mix between reps on it, signed"),
    TemplateKey("bar", .element, "the part as a bar left or right of an axis"),
  ])

  static let readingSchema = TemplateSchema.record([
    TemplateKey("title", .text, "which cause is taken apart, and by what"),
    TemplateKey(
      "rows",
      .list(
        .record([
          TemplateKey("label", .text, "the part"),
          TemplateKey("count", .text, "the deals found, for a part of the pipeline"),
          TemplateKey("amount", .text, "its share of the cause, signed"),
          TemplateKey("bar", .element, "the share as a bar left or right of an axis"),
        ])), "parts that add up to the cause"),
  ])

  static let schema = TemplateSchema.record([
    TemplateKey("readings", .list(readingSchema), "single causes taken apart further"),
    TemplateKey("rows", .list(rowSchema), "the causes, in the order of the formula"),
    TemplateKey("total", rowSchema, "the gap to date, which is their sum"),
    TemplateKey("checksum", .text, "`somme des causes = écart`"),
    TemplateKey("has_mix", .flag, "the page is about several reps"),
    TemplateKey("missing", .text, "said instead of causes: what is missing, and from when"),
  ])

  func value() -> TemplateValue {
    guard let attribution = view.causes else { return .absent }
    if attribution.absentReason != nil {
      guard let date = attribution.availableFrom else { return .absent }
      return .record([
        "missing": .text(text.phrase("causes.missing", ["date": text.date(date)])),
        "readings": .list([]), "rows": .list([]), "total": .absent, "checksum": .absent,
        "has_mix": .flag(false),
      ])
    }
    // What is displayed adds up to the displayed gap (rule C19).
    let unit = text.currency.minorUnits
    let amounts = displayed(attribution.parts.map(\.amount), unit)
    let gap = Quantity(.money, amounts.reduce(0, +) * unit)
    let largest = Quantity(.money, (amounts.map { abs($0) }.max() ?? 0) * unit)
    let hasMix = attribution.parts.contains { ($0.mix?.numerator ?? 0) != 0 }
    let mixes = displayed(attribution.parts.map { $0.mix ?? .zeroMoney }, unit)
    let rows = attribution.parts.enumerated().map { index, part -> TemplateValue in
      let amount = Quantity(.money, amounts[index] * unit)
      return .record([
        "label": .text(text["cause.\(part.word)"]), "amount": .text(text.gap(amount)),
        "mix": .optional(
          part.mix.map { _ in text.gap(Quantity(.money, mixes[index] * unit)) }),
        "bar": .optional(SignedBar.element(amount, largest: largest)),
      ])
    }
    return .record([
      "rows": .list(rows),
      "total": .record([
        "label": .text(text["table.gap_to_date"]), "amount": .text(text.gap(gap)),
        "mix": .absent, "bar": .absent,
      ]),
      "checksum": .optional(
        attribution.checksum == attribution.gap ? text["causes.checksum"] : nil),
      "has_mix": .flag(hasMix), "missing": .absent,
      "readings": .list((attribution.readings ?? []).compactMap { reading($0, of: attribution) }),
    ])
  }

  /// Its parts as displayed add up to the cause as displayed above (rule C19).
  private func reading(
    _ reading: RunResult.Attribution.Reading, of attribution: RunResult.Attribution
  ) -> TemplateValue? {
    guard reading.parts.contains(where: { $0.amount.numerator != 0 }),
      let cause = attribution.parts.first(where: { $0.cause == reading.of })
    else { return nil }
    let unit = text.currency.minorUnits
    let amounts = displayed(reading.parts.map(\.amount), unit)
    let largest = Quantity(.money, (amounts.map { abs($0) }.max() ?? 0) * unit)
    var kind = text["reading.\(reading.kind.rawValue)"]
    if let dimension = reading.dimension {
      kind = text.phrase("reading.by", ["kind": kind, "field": text.named("field", dimension)])
    }
    return .record([
      "title": .text(
        text.phrase("reading.title", ["cause": text["cause.\(cause.word)"], "kind": kind])),
      "rows": .list(
        zip(reading.parts, amounts).map { part, euros in
          let amount = Quantity(.money, euros * unit)
          return .record([
            "label": .text(text.named("reading.part", part.name)),
            "count": .optional(part.count.map { text.plural("count.deals", $0) }),
            "amount": .text(text.gap(amount)),
            "bar": .optional(SignedBar.element(amount, largest: largest)),
          ])
        }),
    ])
  }

  private func displayed(_ parts: [Quantity], _ unit: Int64) -> [Int64] {
    LargestRemainder.round(parts.map { Fraction($0) / Fraction(unit) })
  }
}

extension RunResult.Attribution.Part {
  /// The cause as the vocabulary names it: reps who carry less than their team are another matter
  /// than reps who carry more.
  var word: String {
    cause == .overAssignment && amount.numerator < 0 ? "under_assignment" : cause.rawValue
  }
}

extension ScopeView {
  /// The causes of the gap of the page's headline objective.
  var causes: RunResult.Attribution? {
    headline.flatMap { index.attribution(of: $0) }
  }
}

extension Currency {
  /// How many minor units a whole one has.
  var minorUnits: Int64 { (0..<minorDigits).reduce(1) { product, _ in product * 10 } }
}
