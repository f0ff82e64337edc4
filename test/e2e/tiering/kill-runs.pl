#!/usr/bin/perl
# kill-runs.pl ROUNDS SECONDS REFERENCE SOURCE COPY COMMAND…: starts the command, kills it with -9 at a random moment
# within SECONDS, and does so again; in turns the script alone and all that it has started. Counts after each whether
# every file of the reference is at its source or in the copy.
use strict; use warnings; use POSIX 'setsid'; use Time::HiRes qw(sleep time);
my ($rounds, $seconds, $reference, $source, $copy, @command) = @ARGV;

my @names;
{
  local $/ = "\0";
  open my $list, '<', $reference or die;
  while (<$list>) { chomp; s/^\S+  //s; push @names, $_ }
}

sub of_session {
  my $session = shift;
  return grep {
    my ($stat, $line) = (undef, '');
    $line = <$stat> // '' if open $stat, '<', "/proc/$_/stat";
    $line =~ /.*\) \S \d+ \d+ (\d+)/s && $1 == $session;
  } map { m{(\d+)} } glob '/proc/[0-9]*';
}

my ($killed, $lost, @moments) = (0, 0);
for my $round (1 .. $rounds) {
  my $child = fork;
  if (!$child) {
    setsid;
    open STDOUT, '>>', '/tmp/jts-kill-runs.log';
    open STDERR, '>&', \*STDOUT;
    exec @command or exit 127;
  }
  my $moment = $seconds / 8 + rand($seconds * 7 / 8);
  sleep $moment;
  my @victims = $round % 2 ? of_session($child) : ($child);
  $killed++ if kill 0, $child and kill 'KILL', $child;
  kill 'KILL', @victims;
  waitpid $child, 0;
  $killed-- if ($? & 127) != 9;
  push @moments, sprintf '%.1f', $moment;
  $lost += grep { !lstat "$source/$_" and !lstat "$copy/$_" } @names;
}
print qq({"killed":$killed,"lost":$lost,"moments":[), join(',', @moments), "]}\n";
