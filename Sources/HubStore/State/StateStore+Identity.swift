package import HubTransport

/// What the store knows of the topics that its messages came from.
extension StateStore {
    /// The identity of the cluster; nil where none was noted yet.
    package func cluster() throws -> String? { try connection.cluster() }

    /// Notes the identity of the cluster.
    package func setCluster(_ id: String) throws {
        try connection.writing {
            let set = try connection.prepare("UPDATE store SET cluster = ?1")
            set.bind(1, id)
            try set.run()
        }
    }

    /// The inputs of a partition that were read from, as a flush has them.
    package func inputs(of partition: Int32) throws -> [OwnerMark.Input] { try mark(of: partition, epoch: 0).inputs }

    /// Notes what an input is known by.
    package func setGenesis(_ uuid: String?, of place: TopicPartition) throws {
        try connection.writing {
            let set = try connection.prepare("UPDATE source SET genesis = ?2 WHERE id = ?1")
            set.bind(1, try source(place).rawValue)
            set.bind(2, uuid)
            try set.run()
        }
    }

    /// Sets where an input is read next, whatever was read of it.
    package func resume(_ place: TopicPartition, at offset: Int64) throws {
        try connection.writing {
            let set = try connection.prepare("UPDATE source SET next_offset = ?2 WHERE id = ?1")
            set.bind(1, try source(place).rawValue)
            set.bind(2, offset)
            try set.run()
        }
    }

    /// Notes who owns a partition; within a transaction or outside.
    ///
    /// - Parameter at: when it was heard, milliseconds since 1970 UTC.
    package func noteOwner(of partition: Int32, store: String, epoch: Int64, at: Int64) throws {
        let put = try connection.prepare(
            """
            INSERT INTO owner VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO UPDATE SET heard_at = ?4,
                since = CASE WHEN store = ?2 AND epoch = ?3 THEN since ELSE ?4 END, store = ?2, epoch = ?3
            """)
        put.bind(1, partition)
        put.bind(2, store)
        put.bind(3, epoch)
        put.bind(4, at)
        try put.run()
    }
}

extension StateReader {
    /// The identity of the cluster; nil where none was noted yet.
    package func cluster() throws -> String? { try connection.cluster() }
}

extension Connection {
    fileprivate func cluster() throws -> String? {
        let row = try prepare("SELECT cluster FROM store")
        return try row.step() && !row.isNull(0) ? row.text(0) : nil
    }
}
