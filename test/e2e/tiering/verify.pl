#!/usr/bin/perl
# verify.pl REFERENCE SOURCE COPY MANIFESTS: says as JSON where every file of the reference is, and how often a manifest
# records its copy.
use strict; use warnings; use Digest::SHA; use File::Find;
my ($reference, $source, $copy, $manifests) = @ARGV;

my %expected;
{
  local $/ = "\0";
  open my $list, '<', $reference or die;
  while (<$list>) { chomp; my ($hash, $name) = /^(\S+)  (.*)$/s or die; $expected{$name} = $hash }
}

sub tree {
  my $root = shift;
  my %found;
  find({ no_chdir => 1, wanted => sub {
    return unless -f;
    $found{substr $_, length($root) + 1} = Digest::SHA->new(256)->addfile($_)->hexdigest;
  } }, $root) if -d $root;
  return \%found;
}

my %unescaped = (n => "\n", r => "\r", '\\' => '\\');
my (%recorded, $torn);
$torn = 0;
for my $manifest (glob("$manifests/migrate-*.sha256"), glob("$manifests/.migrate-*.sha256")) {
  open my $lines, '<', $manifest or die;
  while (my $line = <$lines>) {
    my $escaped = $line =~ s/^\\//;
    my ($hash, $name) = $line =~ /^([0-9a-f]{64})  (.*)\n\z/ or do { $torn++; next };
    $name =~ s/\\(.)/$unescaped{$1}/g if $escaped;
    $recorded{"$hash $name"}++;
  }
}

my ($at_source, $at_copy) = (tree($source), tree($copy));
my %result = map { $_ => 0 } qw(lost once twice wrong recorded repeated unrecorded);
for my $name (keys %expected) {
  my @hashes = map { exists $_->{$name} ? $_->{$name} : () } $at_source, $at_copy;
  $result{('lost', 'once', 'twice')[scalar @hashes]}++;
  $result{wrong}++ if grep { $_ ne $expected{$name} } @hashes;
  my $lines = $recorded{"$expected{$name} $copy/$name"} // 0;
  $result{recorded}++ if $lines == 1;
  $result{repeated}++ if $lines > 1;
  $result{unrecorded}++ if $lines == 0 && !exists $at_source->{$name};
}
$result{files} = keys %expected;
$result{atSource} = keys %$at_source;
$result{stray} = grep { !exists $expected{$_} } keys %$at_copy;
$result{torn} = $torn;
print '{', join(',', map { qq("$_":$result{$_}) } sort keys %result), "}\n";
