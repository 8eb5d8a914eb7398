import HubAssurance

/// An answer that people also keep as a file.
enum FileAnswer {
    /// The answer, with a validator made from its bytes; CSV and XLSX get a file's name.
    ///
    /// - Parameter name: without its ending; what is no letter, digit or dash becomes an underscore.
    static func response(_ format: Format, _ bytes: [UInt8], name: String) -> Response {
        var response = Response(200, type: format.type, bytes)
        if format == .csv || format == .xlsx {
            let name = String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" })
            response.headers.append(
                ("Content-Disposition", "attachment; filename=\"\(name).\(format.rawValue)\""))
        }
        // A workbook is compressed already.
        response.isText = format != .xlsx
        response.etag = Blake2b.digest128(bytes).hexadecimal
        response.maximumAge = 0
        return response
    }
}
