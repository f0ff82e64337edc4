#!/usr/bin/perl
# generate.pl DIRECTORY COUNT REFERENCE SEED: makes rotated logs of random sizes with hostile names, ten days old, and
# lists their SHA-256 and names, each ended by NUL, in REFERENCE.
use strict; use warnings; use Digest::SHA 'sha256_hex'; use File::Path 'make_path';
my ($dir, $count, $reference, $seed) = @ARGV;
srand $seed;
my @hostile = ("new\nline", "quote'", 'double"', 'a space', ' lead', 'trail ', '$(touch pwned)', '`id`', '-rf', '--help', "\xc3\xa4\xe2\x82\xac", "\xff\xfe", 'back\\slash', '\\n', '*', '?[a]', '#comment', ';semi', 'tab'."\t".'tab', "cr\r", '%s%n', '~', '!x', '&', '|pipe', "\x01", '{a,b}', '=', '@', "\x7f", '.hidden', "\n", 'ends.~');
my @directories = ('.', 'sub', "dir\nline", '-d', 'sp ace', "\xff", 'a/b/c', '$(x)', '*');
my @end = ('.log.1', '.log.12', '.log-20200101', '.gz', '.zst', '.xz', '.bz2', '-2020-01-01.log', '.2020-01-01', '-20200101', '-20200101.log', '.log.2020-01-01T10-00-00');
make_path("$dir/$_") for @directories;
open my $list, '>', $reference or die;
my $old = time - 10 * 86400;
my $block = (join '', map { pack 'L', int rand 2**32 } 1 .. 16384) x 4;
for my $n (1 .. $count) {
  my $name = $hostile[rand @hostile] . $n . $hostile[rand @hostile] . $end[rand @end];
  my $path = $directories[rand @directories] . "/$name";
  my $size = rand() < 0.01 ? int rand 200_000 : int rand 4096;
  my $data = substr($block, int rand 4096, $size) . $n;
  open my $file, '>', "$dir/$path" or die "$path: $!"; print $file $data; close $file;
  utime $old, $old - int(rand 86400), "$dir/$path";
  print $list sha256_hex($data), '  ', $path =~ s{^\./}{}r, "\0";
}
