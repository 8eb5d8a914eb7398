import CXlsxWriter
import Glibc

/// Writes a workbook of plain sheets (Office Open XML) through libxlsxwriter: a heading row that stays in sight, numbers as
/// numbers, everything else as text, never a formula.
///
/// The creation time inside the file is fixed, so that the same figures give the same bytes.
package struct Workbook {
    /// One field.
    package enum Value: Sendable, Hashable {
        case text(String)
        case number(Double)
        /// Nothing: not known or does not apply.
        case empty

        /// A number, or nothing.
        package static func optional(_ value: Double?) -> Self { value.map { .number($0) } ?? .empty }
        /// A whole number, or nothing.
        package static func optional(_ value: (some BinaryInteger)?) -> Self {
            value.map { .number(Double($0)) } ?? .empty
        }
    }

    /// One sheet.
    package struct Sheet: Sendable {
        /// Its name, at most 31 characters.
        package var name: String
        /// The heading row.
        package var heading: [String]
        /// The rows below.
        package var rows: [[Value]]

        /// A sheet with its rows.
        package init(name: String, heading: [String], rows: [[Value]]) {
            self.name = name
            self.heading = heading
            self.rows = rows
        }
    }

    /// A workbook that could not be written.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The bytes of a workbook with these sheets.
    ///
    /// - Throws: `Failure` where the system's temporary folder cannot be written.
    package static func write(_ sheets: [Sheet]) throws -> [UInt8] {
        var path = Array("/tmp/hub-workbook-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        guard file >= 0 else { throw Failure(description: "a temporary file for the workbook cannot be made in /tmp") }
        close(file)
        defer { unlink(path) }
        var options = lxw_workbook_options()
        options.constant_memory = 0
        guard let workbook = workbook_new_opt(path, &options) else {
            throw Failure(description: "the workbook cannot be made")
        }
        var properties = lxw_doc_properties()
        // 2000-01-01: the time of writing is in the figures themselves.
        properties.created = 946_684_800
        _ = workbook_set_properties(workbook, &properties)
        let bold = workbook_add_format(workbook)
        format_set_bold(bold)
        for sheet in sheets {
            guard let worksheet = workbook_add_worksheet(workbook, String(sheet.name.prefix(31))) else { continue }
            for (column, name) in sheet.heading.enumerated() {
                worksheet_write_string(worksheet, 0, lxw_col_t(column), name, bold)
                let longest =
                    sheet.rows.prefix(200).map { $0.indices.contains(column) ? $0[column].width : 0 }.max() ?? 0
                let width = Double(min(90, max(8, max(name.count, longest) + 2)))
                worksheet_set_column(worksheet, lxw_col_t(column), lxw_col_t(column), width, nil)
            }
            worksheet_freeze_panes(worksheet, 1, 0)
            for (row, values) in sheet.rows.enumerated() {
                for (column, value) in values.enumerated() {
                    switch value {
                    case .text(let text):
                        worksheet_write_string(worksheet, lxw_row_t(row + 1), lxw_col_t(column), text, nil)
                    case .number(let number):
                        worksheet_write_number(worksheet, lxw_row_t(row + 1), lxw_col_t(column), number, nil)
                    case .empty: break
                    }
                }
            }
        }
        guard workbook_close(workbook) == LXW_NO_ERROR else {
            throw Failure(description: "the workbook cannot be written; is there room in /tmp?")
        }
        return try read(path)
    }

    private static func read(_ path: [CChar]) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure(description: "the workbook cannot be read back") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }
}

extension Workbook.Value {
    fileprivate var width: Int {
        switch self {
        case .text(let text): text.count
        case .number: 10
        case .empty: 0
        }
    }
}
