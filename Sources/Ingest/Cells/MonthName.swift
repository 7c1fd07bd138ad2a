/// English and French names of months and their usual abbreviations.
enum MonthName {
  /// 1 to 12 for a name without a final full stop.
  static func number(of name: DateWord) -> Int? { numbers[name] }

  private static let numbers: [DateWord: Int] = {
    let names: [[DateWord]] = [
      ["jan", "january", "janv", "janvier"], ["feb", "february", "fev", "fevr", "fevrier"],
      ["mar", "march", "mars"], ["apr", "april", "avr", "avril"], ["may", "mai"],
      ["jun", "june", "juin"], ["jul", "july", "juil", "juillet"],
      ["aug", "august", "aou", "aout"],
      ["sep", "sept", "september", "septembre"], ["oct", "october", "octobre"],
      ["nov", "november", "novembre"], ["dec", "december", "decembre"],
    ]
    var numbers: [DateWord: Int] = [:]
    for (index, month) in names.enumerated() {
      for name in month { numbers[name] = index + 1 }
    }
    return numbers
  }()
}
