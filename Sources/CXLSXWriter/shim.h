#pragma once
// libxlsxwriter, and files in memory for it to write to.
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <xlsxwriter.h>

/// A file that has no name and is gone when its descriptor is closed; -1 where there is none to have.
static inline int jalon_memory_file(void) {
  return (int)syscall(SYS_memfd_create, "figures.xlsx", 1U /* MFD_CLOEXEC */);
}

/// A workbook that is written into such a file, row by row; NULL when there is no memory.
static inline lxw_workbook *jalon_workbook(
    int descriptor, const char *title, const char *company, int64_t created) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  lxw_workbook_options options = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_FALSE};
  lxw_workbook *workbook = workbook_new_opt(path, &options);
  if (workbook == NULL) return NULL;
  // The library takes today where no day is given, and would differ from night to night.
  lxw_doc_properties properties = {
      .title = (char *)title,
      .company = (char *)company,
      .author = (char *)"Jalon",
      .created = (time_t)created,
  };
  workbook_set_properties(workbook, &properties);
  return workbook;
}
