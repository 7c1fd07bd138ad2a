#define _GNU_SOURCE
#include "cfiles.h"

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/// Only segments that cannot be written to, and only of files: neither the code that the kernel maps
/// into every process nor a file that relocations were written into could be read again.
static int unload(struct dl_phdr_info *object, size_t size, void *page_size) {
  (void)size;
  int is_program = object->dlpi_name[0] == 0;
  if (!is_program && !strchr(object->dlpi_name, '/')) return 0;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type != PT_DYNAMIC) continue;
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + part->p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++)
      if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)))
        return 0;
  }
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || (part->p_flags & PF_W)) continue;
    uintptr_t mask = *(const uintptr_t *)page_size - 1;
    uintptr_t start = (object->dlpi_addr + part->p_vaddr) & ~mask;
    uintptr_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz + mask) & ~mask;
    // Where it is refused, memory stays as it is.
    (void)madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void jalon_unload_program(void) {
  uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(unload, &page_size);
}
