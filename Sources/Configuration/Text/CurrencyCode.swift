/// The currencies a company can keep its figures in.
enum CurrencyCode {
  /// Digits after the decimal mark (ISO 4217), or nothing for a code that is not one of them.
  static func minorDigits(of code: String) -> Int? {
    if twoDigits.contains(Substring(code)) { return 2 }
    if noDigits.contains(Substring(code)) { return 0 }
    if threeDigits.contains(Substring(code)) { return 3 }
    return nil
  }

  static let all = (twoDigits + noDigits + threeDigits).map(String.init).sorted()

  private static let twoDigits = """
    AED ALL AMD ARS AUD AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY \
    COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT \
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD \
    RUB SAR SBD SCR SDG SEK SGD SOS SRD SSP STN SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD \
    UYU UZS VES WST XCD YER ZAR ZMW
    """.split(separator: " ")
  private static let noDigits =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(separator: " ")
  private static let threeDigits = "BHD IQD JOD KWD LYD OMR TND".split(separator: " ")
}
