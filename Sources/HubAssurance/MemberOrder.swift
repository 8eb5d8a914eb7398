import HubJSON

/// The members of the objects under way, outer ones first, each object's in the order of its names' UTF-8 bytes.
struct MemberOrder: ~Copyable {
    /// A member's key on the tape, with the first eight bytes of its name as a number that orders like them.
    private struct Member {
        var prefix: UInt64
        var key: Int
    }

    private var members = UnsafeMutableBufferPointer<Member>.allocate(capacity: 64)
    private(set) var count = 0

    deinit { members.deallocate() }

    func key(at place: Int) -> Int { members[place].key }

    mutating func removeAll(from first: Int) { count = first }

    /// Adds the members of the object at `index`, sorted.
    ///
    /// Insertion for the usual few, whose names mostly differ within eight bytes; the standard sort for many.
    mutating func append(membersOf index: Int, _ view: TapeView) {
        let first = count
        let isSmall = view.count(index) <= 64
        let end = view.closing(index)
        var key = index &+ 1
        while key < end {
            if count == members.count { grow() }
            let member = Member(prefix: Self.prefix(view.string(key)), key: key)
            var place = count
            while isSmall, place > first, Self.isOrdered(member, members[place &- 1], view) {
                members[place] = members[place &- 1]
                place &-= 1
            }
            members[place] = member
            count &+= 1
            key = view.after(key &+ 1)
        }
        if !isSmall { members[first..<count].sort { Self.isOrdered($0, $1, view) } }
    }

    @inline(__always)
    private static func isOrdered(_ one: Member, _ two: Member, _ view: TapeView) -> Bool {
        one.prefix < two.prefix
            || (one.prefix == two.prefix && ByteCompare.order(view.string(one.key), view.string(two.key)) < 0)
    }

    @inline(__always)
    private static func prefix(_ name: UnsafeRawBufferPointer) -> UInt64 {
        if name.count >= 8 { return UInt64(bigEndian: name.loadUnaligned(as: UInt64.self)) }
        var word: UInt64 = 0
        for byte in name { word = word << 8 | UInt64(byte) }
        return word << UInt64(8 * (8 - name.count))
    }

    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<Member>.allocate(capacity: members.count * 2)
        _ = larger.update(fromContentsOf: members)
        members.deallocate()
        members = larger
    }
}
