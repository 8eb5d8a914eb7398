#pragma once
#include <stdint.h>

/// A SQLite file layer over the machine's own that counts writes and syncs and fails on demand. For tests of one thread;
/// registered under the name "hub-fault". State is one per process.

enum hub_fault_kind {
    /// The n-th call fails once; what comes after works.
    HUB_FAULT_ONCE = 0,
    /// From the n-th call on everything fails, as if the process had ended there; what was written stays.
    HUB_FAULT_CRASH = 1,
    /// The same, and all writes that were not synced are undone, as if the power had failed.
    HUB_FAULT_POWER = 2
};

/// Makes the file layer known to SQLite; may be called again. Returns SQLite's result code.
int hub_fault_register(void);

/// Sets the counter to 0 and lets the `number`-th call (write, truncate, delete or sync; from 1) fail; 0 lets none.
/// `sync_only` counts syncs alone; `full` fails with SQLITE_FULL instead of an I/O error.
void hub_fault_arm(int64_t number, int kind, int sync_only, int full);

/// Whether the fault was met.
int hub_fault_fired(void);

/// Counted calls since the layer was armed.
int64_t hub_fault_count(void);
