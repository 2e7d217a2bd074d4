/* A program to which no library can be added, as it is linked: it says a word and is done. */
#include <stdio.h>

int main(void) {
  puts("a word");
  return 0;
}
