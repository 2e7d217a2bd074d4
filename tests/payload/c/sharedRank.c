/* Begins, and ends. */
int MPI_Init(int *count, char ***arguments);

int main(int count, char **arguments) {
  return MPI_Init(&count, &arguments);
}
