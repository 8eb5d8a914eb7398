import Glibc
import HubAssurance

/// The few file operations of a backup; every one is synced before it counts.
enum BackupFiles {
    static func fault(_ what: String) -> StoreError {
        StoreError(errno == ENOSPC ? .full : .io, "cannot \(what): \(String(cString: strerror(errno)))")
    }

    static func read(_ path: String) throws -> [UInt8] {
        try mapped(path) { Array($0) }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        try bytes.withUnsafeBytes { try write($0, to: path) }
    }

    static func copy(_ path: String, to target: String) throws {
        try mapped(path) { try write($0, to: target) }
    }

    /// Every file of a folder but the manifest, by name.
    static func parts(of folder: String) throws -> [BackupManifest.Part] {
        try names(in: folder).filter { $0 != BackupManifest.fileName }.sorted().map { name in
            try mapped(folder + "/" + name) { bytes in
                BackupManifest.Part(
                    name: name, bytes: Int64(bytes.count), digest: Blake2b.digest128(bytes).hexadecimal)
            }
        }
    }

    /// Gives a folder its name; the name is durable on return.
    static func rename(_ path: String, to target: String) throws {
        try sync(path)
        guard Glibc.rename(path, target) == 0 else { throw fault("make \(target)") }
        let parent = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "."
        try sync(parent.isEmpty ? "/" : parent)
    }

    /// Removes a folder of files.
    static func remove(_ folder: String) throws {
        for name in try names(in: folder) { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    private static func names(in folder: String) throws -> [String] {
        guard let directory = opendir(folder) else { throw fault("read the folder \(folder)") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
                place.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func mapped<Result>(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> Result) throws
        -> Result
    {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault("read \(path)") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw fault("read \(path)") }
        let count = Int(status.st_size)
        guard count > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0), address != MAP_FAILED else {
            throw fault("read \(path)")
        }
        defer { munmap(address, count) }
        return try body(UnsafeRawBufferPointer(start: address, count: count))
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault("make \(path)") }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw fault("write \(path)") }
            done += count
        }
        guard fsync(file) == 0 else { throw fault("sync \(path)") }
    }

    private static func sync(_ folder: String) throws {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw fault("sync \(folder)") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw fault("sync \(folder)") }
    }
}
