/// What a record in force adds to the counts.
package struct Contribution: Sendable, Equatable {
    /// The series it counts in; 0 counts towards nothing.
    package var series: UInt8
    /// A cell's raw value; 0 is none.
    package var area: Int64
    /// A hexagon's raw value; 0 is none.
    package var hexagon: Int64
    /// Days since 1970-01-01 in Europe/London; where only the month is known, its first day.
    package var day: Int32
    /// How well the day is known: 0 not at all, 1 the day, 2 the month.
    package var precision: UInt8
    /// 0 unknown, 1 day, 2 night.
    package var dayNight: UInt8
    package var repeated: Bool
    /// The month of occurrence as YYYYMM; 0 is unknown.
    package var period: Int32

    package init(
        series: UInt8 = 0, area: Int64 = 0, hexagon: Int64 = 0, day: Int32 = 0, precision: UInt8 = 0,
        dayNight: UInt8 = 0, repeated: Bool = false, period: Int32 = 0
    ) {
        self.series = series
        self.area = area
        self.hexagon = hexagon
        self.day = day
        self.precision = precision
        self.dayNight = dayNight
        self.repeated = repeated
        self.period = period
    }

    /// The small fields in one integer, as the table has them: series, precision, day or night, repeated.
    var measure: Int64 {
        Int64(series) | Int64(precision) << 8 | Int64(dayNight) << 16 | (repeated ? 1 << 24 : 0)
    }

    mutating func setMeasure(_ packed: Int64) {
        series = UInt8(truncatingIfNeeded: packed)
        precision = UInt8(truncatingIfNeeded: packed >> 8)
        dayNight = UInt8(truncatingIfNeeded: packed >> 16)
        repeated = packed >> 24 & 1 == 1
    }
}

/// The highest accepted revision of one record.
package struct StoredRecord: Sendable, Equatable {
    package var revision: Int32
    /// Counted, unlocated, outside or withdrawn.
    package var ending: Ending
    /// The content hash, its first eight bytes.
    package var hashHigh: UInt64
    /// The content hash, its last eight bytes.
    package var hashLow: UInt64
    package var contribution: Contribution
    /// The input offset of this revision.
    package var offset: Int64

    package init(
        revision: Int32, ending: Ending, hashHigh: UInt64, hashLow: UInt64, contribution: Contribution, offset: Int64
    ) {
        self.revision = revision
        self.ending = ending
        self.hashHigh = hashHigh
        self.hashLow = hashLow
        self.contribution = contribution
        self.offset = offset
    }
}
