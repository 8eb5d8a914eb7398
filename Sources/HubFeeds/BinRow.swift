package import HubGeography

/// The full values of one day or month bin, as the store keeps them.
package struct BinRow: Sendable, Hashable {
    /// How closely the records of a bin are dated.
    package enum Precision: UInt8, Sendable {
        case day = 1
        /// Known to the month only; `day` is the first of the month.
        case month = 2
    }

    /// What is counted (`Series`, `KnifeSeries`); nil for the theme's own records without a finer split.
    package var series: UInt8?
    /// Where: the smallest area known, a hexagon, or `Cell.unlocated` and `Cell.outside`.
    package var cell: Cell
    /// When, in days since 1970-01-01 (Europe/London).
    package var day: Int32
    /// How closely `day` is known.
    package var precision: Precision
    /// All records.
    package var count: Int64
    /// Those known to be by night.
    package var night: Int64
    /// Those known to be by day.
    package var daytime: Int64
    /// Those at repeat locations.
    package var repeats: Int64

    /// A bin with all its values.
    package init(
        cell: Cell, day: Int32, precision: Precision, count: Int64, night: Int64 = 0, daytime: Int64 = 0,
        repeats: Int64 = 0, series: UInt8? = nil
    ) {
        self.series = series
        self.cell = cell
        self.day = day
        self.precision = precision
        self.count = count
        self.night = night
        self.daytime = daytime
        self.repeats = repeats
    }
}
