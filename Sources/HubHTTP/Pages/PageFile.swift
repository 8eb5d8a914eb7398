/// A file of the server's own pages, carried inside the executable.
enum PageFile {
    /// The text of a file; empty where there is none of that name.
    static func text(_ name: String) -> String {
        PageFiles.all.first { $0.name.description == name }?.text.description ?? ""
    }
}
