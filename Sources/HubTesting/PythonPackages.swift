import Foundation

/// Python packages of other makers, in a virtual environment that stays beside the build.
package enum PythonPackages {
    /// The interpreter of an environment that has the packages; nil, said plainly, where they cannot be had.
    ///
    /// - Parameter packages: with their versions, for example `confluent-kafka==2.6.1`.
    package static func interpreter(with packages: [String]) throws -> String? {
        let build = URL(fileURLWithPath: try HubExecutable.path()).deletingLastPathComponent().path
        let environment = build + "/python-" + packages.joined(separator: "-").filter { $0.isLetter || $0.isNumber }
        let python = environment + "/bin/python"
        if FileManager.default.fileExists(atPath: environment + "/ready") { return python }
        let made = try HubProcess.run(["-m", "venv", environment], executable: "/usr/bin/python3")
        var installed = made
        if made.ending == .exited(0) {
            installed = try HubProcess.run(
                ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"] + packages, executable: python,
                seconds: 120)
        }
        guard installed.ending == .exited(0) else {
            print("skipped: \(packages.joined(separator: ", ")) cannot be installed here")
            return nil
        }
        try Data().write(to: URL(fileURLWithPath: environment + "/ready"))
        return python
    }
}
