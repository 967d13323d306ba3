/*
 * commands.h - the functions of the commands, one a file cmd-NAME.c; the table is in cli.c.
 *
 * Each gets the command's own argument vector, argv[0] being its name, and returns the exit status.
 */
#ifndef LECTERN_COMMANDS_H
#define LECTERN_COMMANDS_H

int cmd_build(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_completion(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_freeze(int argc, char **argv);
int cmd_judge(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_publish(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_summary(int argc, char **argv);

/* A word that an argument or the value of an option can be, and what it means. */
typedef struct CommandWord {
	const char *name, *meaning;
} CommandWord;

/* Fill in the word of this index, for completion; returns 0 after the last one. */
int cmd_build_word(unsigned index, CommandWord *word);
int cmd_completion_word(unsigned index, CommandWord *word);
int cmd_list_word(unsigned index, CommandWord *word);

#endif
