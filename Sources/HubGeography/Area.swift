/// One area of a look-up: what an item of a summary says about the place, and what rates are made from.
package struct Area: Sendable {
    /// The packed code.
    package let cell: Cell
    /// The code as people write it, for example `E01010568`.
    package let code: String
    /// The published name, for example `Bradford 016A`.
    package let name: String
    /// Usual residents at the 2011 census: the denominator of rates.
    package let population: Int64
    /// The extent in hectares.
    package let hectares: Double
    /// The centroid in degrees (WGS84); of an MSOA or district the mean of its LSOAs' weighted by hectares.
    package let longitude: Double
    /// See `longitude`.
    package let latitude: Double

    /// An area with all that is said of it.
    package init(
        cell: Cell, code: String, name: String, population: Int64, hectares: Double, longitude: Double,
        latitude: Double
    ) {
        self.cell = cell
        self.code = code
        self.name = name
        self.population = population
        self.hectares = hectares
        self.longitude = longitude
        self.latitude = latitude
    }
}

/// Where a code lies, as a look-up can tell.
package enum AreaPlacement: Sendable, Hashable {
    /// An area of the county that counts are kept for.
    case inCounty(Cell)
    /// A code that was issued, for a place outside the county.
    case outside
    /// A code that its vintage never issued: refused as `AREA_UNKNOWN`.
    case neverIssued
    /// No look-up is there for the vintage or kind: the area's name or a point may still place the record.
    case noLookup
}

/// The ranges that the Office for National Statistics issued lower layer super output area codes from.
///
/// Sources: ONS, "LSOA (2001) / (2011) / (2021) Names and Codes in England and Wales". The last codes of England are
/// E01032482, E01033768 and E01035762. Wales ends at W01001896 (2001) and W01001958 (2011); for 2021 its last code is taken as
/// W01002040, an upper bound: a code below it that was not issued is taken for one outside the county, never for one in it.
enum IssuedCodes {
    /// Whether an LSOA of the vintage may carry the number; nil for a year without LSOAs of its own.
    static func holds(country: UInt8, number: Int64, vintage: Int) -> Bool? {
        let last: (england: Int64, wales: Int64)
        switch vintage {
        case 2001: last = (1_032_482, 1_001_896)
        case 2011: last = (1_033_768, 1_001_958)
        case 2021: last = (1_035_762, 1_002_040)
        default: return nil
        }
        return (1_000_001...(country == UInt8(ascii: "E") ? last.england : last.wales)).contains(number)
    }
}
