#pragma once
// The system calls that Swift's libraries do not offer safely: on paths, for publishing, rename over an
// existing link, exclusive creation with its mode, and descriptors of folders; and one on memory.
// Each takes nul-terminated text only for the length of the call, so Swift may call it as safe.
// All return -1 and set errno as the system call does.
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define JALON_SAFE __attribute__((swift_attr("safe")))

/// A new file for writing; never follows a link and never reuses a file that is there.
JALON_SAFE static inline int jalon_create_file(const char *_Nonnull path, unsigned mode) {
  return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
}

/// A file to lock, made when it is missing and never shortened.
JALON_SAFE static inline int jalon_open_lock_file(const char *_Nonnull path, unsigned mode) {
  return open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, mode);
}

/// A file that is only added to, made when it is missing; never follows a link.
JALON_SAFE static inline int jalon_append_file(const char *_Nonnull path, unsigned mode) {
  return open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, mode);
}

/// A file for reading; opening a FIFO does not wait for a writer.
JALON_SAFE static inline int jalon_open_file(const char *_Nonnull path) {
  return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

/// A folder, to be given to fsync or fchmod.
JALON_SAFE static inline int jalon_open_folder(const char *_Nonnull path) {
  return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

JALON_SAFE static inline int jalon_make_folder(const char *_Nonnull path, unsigned mode) {
  return mkdir(path, mode);
}

JALON_SAFE static inline int jalon_make_link(
    const char *_Nonnull target, const char *_Nonnull path) {
  return symlink(target, path);
}

JALON_SAFE static inline int jalon_rename(const char *_Nonnull from, const char *_Nonnull to) {
  return rename(from, to);
}

/// Two files or folders change places in one step, which not every file system can.
JALON_SAFE static inline int jalon_exchange(
    const char *_Nonnull first, const char *_Nonnull second) {
  const unsigned exchange = 2;  // RENAME_EXCHANGE, whose header differs between C libraries.
  return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, exchange);
}

JALON_SAFE static inline int jalon_make_second_name(
    const char *_Nonnull path, const char *_Nonnull second) {
  return link(path, second);
}

JALON_SAFE static inline int jalon_remove_file(const char *_Nonnull path) { return unlink(path); }

JALON_SAFE static inline int jalon_remove_folder(const char *_Nonnull path) { return rmdir(path); }

/// The type bits of `st_mode` of the path itself, links not followed; 0 when there is nothing.
static inline mode_t jalon_file_type(const char *_Nonnull path) {
  struct stat status;
  return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0;
}

JALON_SAFE static inline bool jalon_is_missing(const char *_Nonnull path) {
  return jalon_file_type(path) == 0;
}
JALON_SAFE static inline bool jalon_is_file(const char *_Nonnull path) {
  return jalon_file_type(path) == S_IFREG;
}
JALON_SAFE static inline bool jalon_is_folder(const char *_Nonnull path) {
  return jalon_file_type(path) == S_IFDIR;
}
JALON_SAFE static inline bool jalon_is_link(const char *_Nonnull path) {
  return jalon_file_type(path) == S_IFLNK;
}

/// Whether a path is a file that may be run; links are followed.
JALON_SAFE static inline bool jalon_is_executable(const char *_Nonnull path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/// Whether a descriptor is of a regular file.
static inline bool jalon_is_open_file(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/// What tells whether a file was written to or replaced; all 0 when there is none.
typedef struct {
  unsigned long long device, inode;
  long long size, seconds, nanoseconds;
} jalon_stamp;

JALON_SAFE static inline jalon_stamp jalon_stamp_of(const char *_Nonnull path) {
  struct stat status;
  jalon_stamp stamp = {0};
  if (stat(path, &status) == 0) {
    stamp.device = status.st_dev;
    stamp.inode = status.st_ino;
    stamp.size = status.st_size;
    stamp.seconds = status.st_mtim.tv_sec;
    stamp.nanoseconds = status.st_mtim.tv_nsec;
  }
  return stamp;
}

/// Gives a path the permission bits, user and group of another; links are followed.
JALON_SAFE static inline int jalon_copy_access(
    const char *_Nonnull source, const char *_Nonnull target) {
  struct stat from, to;
  if (stat(source, &from) != 0 || stat(target, &to) != 0) return -1;
  if ((from.st_uid != to.st_uid || from.st_gid != to.st_gid)
      && chown(target, from.st_uid, from.st_gid) != 0)
    return -1;
  return chmod(target, from.st_mode & 07777);
}

/// Gives back the memory of the program and its libraries as far as nothing was written to it: what is
/// needed again comes from their files again. Most of what a program touches, it touches when it
/// starts.
JALON_SAFE void jalon_unload_program(void);
