/// Finds out whether a schema can fit no document in which an object names a key twice: then nobody else has to look.
///
/// That is so where every object that can be there is walked over by rules that have a bit for each key they name and leave
/// no other value unseen.
struct KeyProof {
    /// What the blocks cover so far: whether a fitting object, a fitting array, has no such object in it.
    private struct Cover {
        var objects = true
        var arrays = true
        var all: Bool { objects && arrays }
    }

    private let program: Program
    private var covers: [Cover]

    /// Whether the program proves it of whatever fits.
    static func holds(_ program: Program) -> Bool {
        if program.tracksScope || program.blocks.contains(where: \.hasUnevaluated) { return false }
        var proof = KeyProof(program)
        proof.settle()
        return proof.covers[Int(program.entry)].all
    }

    private init(_ program: Program) {
        self.program = program
        covers = [Cover](repeating: Cover(), count: program.blocks.count)
    }

    /// Takes back what does not hold until all that is left rests on each other: values are finite, so it holds.
    private mutating func settle() {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for block in covers.indices {
                let found = cover(Int32(block))
                if found.objects == covers[block].objects, found.arrays == covers[block].arrays { continue }
                covers[block] = found
                isSettled = false
            }
        }
    }

    private func cover(_ block: Int32) -> Cover {
        var made = Cover(objects: false, arrays: false)
        for step in program.steps(block) {
            let found = cover(step)
            made.objects = made.objects || found.objects
            made.arrays = made.arrays || found.arrays
        }
        return made
    }

    private func cover(_ step: Instruction) -> Cover {
        switch step.operation {
        case .fail, .stringEnumeration, .constant, .enumeration: return Cover()
        case .type:
            return Cover(objects: step.a & TypeMask.object == 0, arrays: step.a & TypeMask.array == 0)
        case .object: return Cover(objects: coversObjects(program.objects[Int(step.a)]), arrays: false)
        case .array: return Cover(objects: false, arrays: coversArrays(program.arrays[Int(step.a)]))
        case .apply: return covers[Int(step.a)]
        case .anyOf, .oneOf:
            let found = program.blockLists[Int(step.a)..<Int(step.a + step.b)].map { covers[Int($0)] }
            return Cover(objects: found.allSatisfy(\.objects), arrays: found.allSatisfy(\.arrays))
        default: return Cover(objects: false, arrays: false)
        }
    }

    private func isCovered(_ block: Int32) -> Bool { block >= 0 && covers[Int(block)].all }

    private func coversObjects(_ rules: ObjectRules) -> Bool {
        guard rules.isPlain, rules.table >= 0, isCovered(rules.additional) else { return false }
        let entries = program.tables[Int(rules.table)].entries
        let bits = entries.map(\.bit)
        return Int(bits.max() ?? -1) + 1 + bits.filter { $0 < 0 }.count <= 64
            && entries.allSatisfy { $0.block < 0 || isCovered($0.block) }
    }

    private func coversArrays(_ rules: ArrayRules) -> Bool {
        isCovered(rules.items)
            && program.blockLists[Int(rules.prefix.lowerBound)..<Int(rules.prefix.upperBound)]
                .allSatisfy(isCovered)
    }
}
