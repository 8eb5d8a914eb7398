import Foundation

/// The data kept beside the repository (`../shared`), which CI has and a plain clone may lack.
package enum SharedData {
    /// The folder, or nil where it is absent; `HUB_SHARED` names another place.
    package static let root: String? = {
        let named = ProcessInfo.processInfo.environment["HUB_SHARED"]
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../shared"
        ).standardizedFileURL.path
        let path = named ?? beside
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()

    /// Whether the folder is there; for `.enabled(if:)`.
    package static var isPresent: Bool { root != nil }

    /// The path of a file below the folder, for example `data/street/2016-07-west-yorkshire-street.csv`.
    package static func path(_ relative: String) -> String { (root ?? "") + "/" + relative }
}
