import Testing

@testable import Calendar

@Test func `Easter is not needed to know that 30 February does not exist`() {
  #expect(CalendarDate(year: 2026, month: 2, day: 30) == nil)
}
