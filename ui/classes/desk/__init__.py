"""课程安排: the desk on which a class's lessons are placed."""
