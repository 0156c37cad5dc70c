package io.tidemark.standalone;

/** A process that runs commands which end by themselves, as {@link Tidemark#main} runs one. */
final class OneAfterTheOther {

  private OneAfterTheOther() {}

  /**
   * @param commands each with its flags, separated by a space
   */
  public static void main(String[] commands) {
    for (String command : commands) {
      int code = Tidemark.commandLine().execute(command.split(" "));
      System.out.flush();
      System.err.flush();
      System.out.println(EnvironmentTest.ENDED.formatted(command, code));
    }
    System.exit(0);
  }
}
