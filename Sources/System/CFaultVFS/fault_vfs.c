#include "hub_fault_vfs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

/// What a write replaced, newest first; kept until its file is synced.
struct undo {
    struct undo *next;
    char *path;
    sqlite3_int64 offset, old_size;
    int count, had;
    unsigned char *bytes;
};

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real;
    char *path;
};

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    int registered, kind, sync_only, full, fired, dead;
    int64_t number, count;
    struct undo *undone;
} layer;

static void forget(const char *path) {
    struct undo **link = &layer.undone;
    while (*link) {
        struct undo *each = *link;
        if (path && strcmp(each->path, path) != 0) {
            link = &each->next;
            continue;
        }
        *link = each->next;
        free(each->path);
        free(each->bytes);
        free(each);
    }
}

static void lose_power(void) {
    for (struct undo *each = layer.undone; each; each = each->next) {
        int fd = open(each->path, O_WRONLY | O_CLOEXEC);
        if (fd < 0) continue;
        if (each->had > 0 && pwrite(fd, each->bytes, (size_t)each->had, each->offset) < 0) { /* best effort */ }
        if (ftruncate(fd, each->old_size) < 0) { /* best effort */ }
        close(fd);
    }
    forget(NULL);
}

/// Counts one call; returns what it must fail with, or 0.
static int step(int is_sync) {
    if (layer.dead) return SQLITE_IOERR;
    if (layer.sync_only && !is_sync) return SQLITE_OK;
    layer.count++;
    if (layer.number == 0 || layer.count != layer.number) return SQLITE_OK;
    layer.fired = 1;
    if (layer.kind != HUB_FAULT_ONCE) layer.dead = 1;
    if (layer.kind == HUB_FAULT_POWER) lose_power();
    return layer.full ? SQLITE_FULL : is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

static void remember(struct fault_file *file, sqlite3_int64 offset, int count) {
    if (!file->path) return;
    struct undo *made = calloc(1, sizeof *made);
    if (!made) return;
    made->path = strdup(file->path);
    made->offset = offset;
    made->count = count;
    made->bytes = count > 0 ? malloc((size_t)count) : NULL;
    file->real->pMethods->xFileSize(file->real, &made->old_size);
    if (count > 0 && made->bytes && offset < made->old_size) {
        int there = offset + count <= made->old_size ? count : (int)(made->old_size - offset);
        if (file->real->pMethods->xRead(file->real, made->bytes, there, offset) == SQLITE_OK) made->had = there;
    }
    made->next = layer.undone;
    layer.undone = made;
}

static struct fault_file *of(sqlite3_file *file) { return (struct fault_file *)file; }

static int f_close(sqlite3_file *f) {
    struct fault_file *file = of(f);
    int result = file->real->pMethods ? file->real->pMethods->xClose(file->real) : SQLITE_OK;
    free(file->path);
    free(file->real);
    return result;
}

static int f_read(sqlite3_file *f, void *to, int count, sqlite3_int64 offset) {
    if (layer.dead) return SQLITE_IOERR_READ;
    return of(f)->real->pMethods->xRead(of(f)->real, to, count, offset);
}

static int f_write(sqlite3_file *f, const void *from, int count, sqlite3_int64 offset) {
    int fault = step(0);
    if (fault) return fault;
    remember(of(f), offset, count);
    return of(f)->real->pMethods->xWrite(of(f)->real, from, count, offset);
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 size) {
    int fault = step(0);
    if (fault) return fault;
    sqlite3_int64 now = 0;
    of(f)->real->pMethods->xFileSize(of(f)->real, &now);
    remember(of(f), size, size < now ? (int)(now - size) : 0);
    return of(f)->real->pMethods->xTruncate(of(f)->real, size);
}

static int f_sync(sqlite3_file *f, int flags) {
    int fault = step(1);
    if (fault) return fault;
    // The page cache outlives the process, so the real sync would only cost time: the undo list is what matters.
    (void)flags;
    if (of(f)->path) forget(of(f)->path);
    return SQLITE_OK;
}

static int f_size(sqlite3_file *f, sqlite3_int64 *size) {
    return of(f)->real->pMethods->xFileSize(of(f)->real, size);
}
static int f_lock(sqlite3_file *f, int level) { return of(f)->real->pMethods->xLock(of(f)->real, level); }
static int f_unlock(sqlite3_file *f, int level) { return of(f)->real->pMethods->xUnlock(of(f)->real, level); }
static int f_reserved(sqlite3_file *f, int *out) {
    return of(f)->real->pMethods->xCheckReservedLock(of(f)->real, out);
}
static int f_control(sqlite3_file *f, int op, void *argument) {
    // A size hint would grow the file behind the undo list's back.
    if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
    return of(f)->real->pMethods->xFileControl(of(f)->real, op, argument);
}
static int f_sector(sqlite3_file *f) { return of(f)->real->pMethods->xSectorSize(of(f)->real); }
static int f_traits(sqlite3_file *f) { return of(f)->real->pMethods->xDeviceCharacteristics(of(f)->real); }
static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
    return of(f)->real->pMethods->xShmMap(of(f)->real, page, size, extend, out);
}
static int f_shm_lock(sqlite3_file *f, int offset, int count, int flags) {
    return of(f)->real->pMethods->xShmLock(of(f)->real, offset, count, flags);
}
static void f_shm_barrier(sqlite3_file *f) { of(f)->real->pMethods->xShmBarrier(of(f)->real); }
static int f_shm_unmap(sqlite3_file *f, int remove) {
    return of(f)->real->pMethods->xShmUnmap(of(f)->real, layer.dead ? 0 : remove);
}

static const sqlite3_io_methods methods = {
    2, f_close, f_read, f_write, f_truncate, f_sync, f_size, f_lock, f_unlock, f_reserved, f_control, f_sector,
    f_traits, f_shm_map, f_shm_lock, f_shm_barrier, f_shm_unmap, NULL, NULL,
};

static int v_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out) {
    (void)vfs;
    struct fault_file *file = of(f);
    file->base.pMethods = NULL;
    if (layer.dead) return SQLITE_CANTOPEN;
    file->real = calloc(1, (size_t)layer.real->szOsFile);
    if (!file->real) return SQLITE_NOMEM;
    int result = layer.real->xOpen(layer.real, path, file->real, flags, out);
    if (result != SQLITE_OK) {
        free(file->real);
        return result;
    }
    file->path = path ? strdup(path) : NULL;
    file->base.pMethods = &methods;
    return SQLITE_OK;
}

static int v_delete(sqlite3_vfs *vfs, const char *path, int sync) {
    (void)vfs;
    int fault = step(0);
    if (fault) return fault;
    forget(path);
    (void)sync;
    return layer.real->xDelete(layer.real, path, 0);
}

static int v_access(sqlite3_vfs *vfs, const char *path, int flags, int *out) {
    (void)vfs;
    return layer.real->xAccess(layer.real, path, flags, out);
}

static int v_full(sqlite3_vfs *vfs, const char *path, int size, char *out) {
    (void)vfs;
    return layer.real->xFullPathname(layer.real, path, size, out);
}

int hub_fault_register(void) {
    if (layer.registered) return SQLITE_OK;
    layer.real = sqlite3_vfs_find(NULL);
    if (!layer.real) return SQLITE_ERROR;
    layer.vfs = *layer.real;
    layer.vfs.zName = "hub-fault";
    layer.vfs.pNext = NULL;
    layer.vfs.szOsFile = (int)sizeof(struct fault_file);
    layer.vfs.xOpen = v_open;
    layer.vfs.xDelete = v_delete;
    layer.vfs.xAccess = v_access;
    layer.vfs.xFullPathname = v_full;
    int result = sqlite3_vfs_register(&layer.vfs, 0);
    layer.registered = result == SQLITE_OK;
    return result;
}

void hub_fault_arm(int64_t number, int kind, int sync_only, int full) {
    forget(NULL);
    layer.number = number;
    layer.kind = kind;
    layer.sync_only = sync_only;
    layer.full = full;
    layer.count = 0;
    layer.fired = 0;
    layer.dead = 0;
}

int hub_fault_fired(void) { return layer.fired; }

int64_t hub_fault_count(void) { return layer.count; }
